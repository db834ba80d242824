import type { EngineFeature } from '@dubbing/contracts';
import type {
  Recognition,
  RecognizeRequest,
  SpeechRecognizer,
  SpeechSynthesizer,
  SynthesizeRequest,
  Synthesis,
  TranslateRequest,
  Translation,
  Translator,
} from '../seams.js';

/** What a scripted engine does with a request: returns, or throws. */
export type Script<Request, Result> = (request: Request) => Result | Promise<Result>;

/** Recognises by script. Hears the source languages it is given, `en` unless told. For tests only. */
export class ScriptedRecognizer implements SpeechRecognizer {
  readonly requests: RecognizeRequest[] = [];

  constructor(
    readonly script: Script<RecognizeRequest, string> = () => 'hello world',
    readonly languages: readonly string[] = ['en'],
    readonly name = 'scripted-asr',
  ) {}

  supports(language: string): boolean {
    return this.languages.includes(language);
  }

  async recognize(request: RecognizeRequest): Promise<Recognition> {
    this.requests.push(request);
    return { text: await this.script(request), confidence: 0.9, engine: this.name };
  }
}

/** Translates by script; unless told it puts the language before the text. For tests only. */
export class ScriptedTranslator implements Translator {
  readonly requests: TranslateRequest[] = [];

  constructor(
    readonly script: Script<TranslateRequest, string> = ({ to, text }) => `${to}: ${text}`,
    readonly pairs: readonly string[] = ['en-es', 'en-ca'],
    readonly name = 'scripted-translation',
    readonly features: readonly EngineFeature[] = [],
  ) {}

  supports(from: string, to: string): boolean {
    return this.pairs.includes(`${from}-${to}`);
  }

  async translate(request: TranslateRequest): Promise<Translation> {
    this.requests.push(request);
    return { text: await this.script(request), engine: this.name };
  }
}

/** Speaks a 220 Hz tone of as many milliseconds as the script says, at 22050 Hz. For tests only. */
export class ScriptedSynthesizer implements SpeechSynthesizer {
  readonly requests: SynthesizeRequest[] = [];

  constructor(
    readonly durationMs: Script<SynthesizeRequest, number> = () => 500,
    readonly languages: readonly string[] = ['es', 'ca'],
    readonly name = 'scripted-tts',
    readonly voiceNames: readonly string[] | 'any' = [],
  ) {}

  voices(): readonly string[] | 'any' {
    return this.voiceNames;
  }

  supports(language: string): boolean {
    return this.languages.includes(language);
  }

  async synthesize(request: SynthesizeRequest): Promise<Synthesis> {
    this.requests.push(request);
    const sampleRateHz = 22_050;
    const samples = new Int16Array(Math.round(((await this.durationMs(request)) * sampleRateHz) / 1000));
    for (let i = 0; i < samples.length; i++) {
      samples[i] = Math.round(12_000 * Math.sin((2 * Math.PI * 220 * i) / sampleRateHz));
    }
    return { pcm: Buffer.from(samples.buffer), sampleRateHz, engine: this.name };
  }
}
