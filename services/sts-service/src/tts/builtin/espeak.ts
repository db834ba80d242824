import { decodeWav } from '@dubbing/common';
import { stsError } from '../../errors.js';
import { parseVariants, parseVoices, voiceFor } from './espeak-voices.js';
import { runProgram } from './run-program.js';

const program = 'espeak-ng';
const debianPackage = 'espeak-ng';

/** A little above eSpeak's own 175: newsreaders' pace, since dubs are longer than what they dub. */
const defaultWordsPerMinute = 180;

/** Where a WAV file tells the length of what follows and of its samples, in bytes. */
const riffLengthAt = 4;
const dataLengthAt = 40;
const headerLength = 44;

export interface EspeakOptions {
  /** Default 180. */
  readonly wordsPerMinute?: number;
}

export interface EspeakSpeech {
  /** Mono, s16le. */
  readonly pcm: Buffer;
  readonly sampleRateHz: number;
}

/**
 * eSpeak NG as a program of its own: its licence (GPL) does not let it be linked. A process per
 * sentence costs about 15 ms, its speech included, so there is nothing to keep running.
 */
export class Espeak {
  /** Names of other speakers, each of whom speaks every language. */
  readonly variants: readonly string[];
  readonly #languages: ReadonlySet<string>;
  readonly #wordsPerMinute: number;

  private constructor(
    languages: ReadonlySet<string>,
    variants: readonly string[],
    { wordsPerMinute = defaultWordsPerMinute }: EspeakOptions,
  ) {
    this.#languages = languages;
    this.variants = variants;
    this.#wordsPerMinute = wordsPerMinute;
  }

  /** @throws DubbingError SYSTEM_PACKAGE_MISSING when the program is not installed. */
  static async start(signal: AbortSignal, options: EspeakOptions = {}): Promise<Espeak> {
    const [languages, variants] = await Promise.all(
      ['--voices', '--voices=variant'].map(async (list) => {
        const table = await runProgram({ program, args: [list], debianPackage, signal });
        return table.toString('utf8');
      }),
    );
    return new Espeak(parseVoices(languages ?? ''), parseVariants(variants ?? ''), options);
  }

  supports(language: string): boolean {
    return voiceFor(this.#languages, language) !== undefined;
  }

  /**
   * @param variant one of `variants`; if not given, eSpeak NG's usual speaker.
   * @throws DubbingError LANGUAGE_UNSUPPORTED, VOICE_UNKNOWN, ENGINE_FAILED, or the abort reason.
   */
  async speak(text: string, language: string, signal: AbortSignal, variant?: string): Promise<EspeakSpeech> {
    const voice = voiceFor(this.#languages, language);
    if (voice === undefined)
      throw stsError('LANGUAGE_UNSUPPORTED', `eSpeak NG has no voice for ${language}`, { source: program });
    // The program would take its usual speaker without a word.
    if (variant !== undefined && !this.variants.includes(variant))
      throw stsError('VOICE_UNKNOWN', `eSpeak NG has no voice ${variant}`, { source: program });
    // -z leaves out the pause after the last sentence, -b 1 says that the text is UTF-8.
    const args = [
      '-v',
      variant === undefined ? voice : `${voice}+${variant}`,
      '-s',
      String(this.#wordsPerMinute),
      '-b',
      '1',
      '-z',
      '--stdin',
      '--stdout',
    ];
    const wav = await runProgram({ program, args, input: text, debianPackage, signal });
    if (wav.length < headerLength) return { pcm: Buffer.alloc(0), sampleRateHz: 22_050 };
    const { pcm, format } = decodeWav(withTrueLengths(wav));
    return { pcm, sampleRateHz: format.sampleRateHz };
  }
}

/** A program that writes to a pipe cannot go back to its header, so the lengths there are made up. */
function withTrueLengths(wav: Buffer): Buffer {
  wav.writeUInt32LE(wav.length - 8, riffLengthAt);
  wav.writeUInt32LE(wav.length - headerLength, dataLengthAt);
  return wav;
}
