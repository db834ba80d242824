import { abortable } from '@dubbing/common';
import { Transcript, create, errorInfoOf, type Dub, type ErrorInfo } from '@dubbing/contracts';
import type { AudioThread } from './audio-thread/audio-thread.js';
import { recognizerRateHz } from './audio-thread/prepare.js';
import type { ChosenEngines } from './choose-engines.js';
import { SpeakingRates } from './fit/speaking-rate.js';
import { makeDub, type DubTools } from './make-dub.js';
import type { PipelineObserver } from './observer.js';
import type { PipelineRequest } from './request.js';
import type { Recognition } from './seams.js';
import { elapsedMs } from './stage-clock.js';

export interface PipelineResult {
  /** `ok`: something was said, and each dub tells its own fate; `empty`: nothing was said. */
  readonly status: 'ok' | 'empty' | 'failed';
  readonly transcript?: Transcript;
  readonly dubs: readonly Dub[];
  readonly asrMs: number;
  /** Why recognition failed. */
  readonly error?: ErrorInfo;
}

/** Recognition once, then translation, speech and fit for every target language side by side. */
export class Pipeline {
  readonly #tools: DubTools;

  constructor(audio: AudioThread, observer: PipelineObserver) {
    // Of the whole service: a voice speaks as fast for one session as for another.
    this.#tools = { audio, observer, rates: new SpeakingRates() };
  }

  /** Never rejects: what fails is told in the result. */
  async process(request: PipelineRequest, engines: ChosenEngines): Promise<PipelineResult> {
    const { observer } = this.#tools;
    const startedMs = performance.now();
    let recognition: Recognition;
    try {
      recognition = await this.#recognize(request, engines);
    } catch (error) {
      const asrMs = elapsedMs(startedMs);
      observer.stage('asr', asrMs, 'failed');
      return { status: 'failed', dubs: [], asrMs, error: errorInfoOf(error, 'ENGINE_FAILED') };
    }
    const asrMs = elapsedMs(startedMs);
    observer.stage('asr', asrMs, 'ok');
    const text = recognition.text.trim();
    if (text === '') return { status: 'empty', dubs: [], asrMs };
    const transcript = transcriptOf(request, text, recognition);
    request.onTranscript?.(transcript);
    const dubs = await Promise.all(engines.targets.map((target) => makeDub(request, text, target, this.#tools)));
    return { status: 'ok', transcript, dubs, asrMs };
  }

  async #recognize(request: PipelineRequest, engines: ChosenEngines): Promise<Recognition> {
    const { sessionKey, deadlineAtMs, signal, onPartial } = request;
    const pcm = await this.#tools.audio.prepare(request, signal);
    const work = engines.recognizer.recognize({
      sessionKey,
      pcm,
      sampleRateHz: recognizerRateHz,
      language: request.sourceLanguage,
      deadlineAtMs,
      signal,
      ...(onPartial !== undefined && { onPartial }),
    });
    return abortable(signal, work);
  }
}

function transcriptOf(request: PipelineRequest, text: string, { confidence }: Recognition): Transcript {
  const language = request.sourceLanguage;
  const known = confidence === undefined ? {} : { confidence: Math.min(1, Math.max(0, confidence)) };
  return create(Transcript, { language, text, ...known });
}
