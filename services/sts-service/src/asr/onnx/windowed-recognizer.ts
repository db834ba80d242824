import { abortError, Mutex, throwIfAborted } from '@dubbing/common';
import type { OnnxProvider } from '../../onnx/provider.js';
import { isAudible, recognizerRateHz } from './check-sound.js';
import { cutsAtPauses } from './pauses.js';
import type { NeuralRecognition, NeuralRecognizer, RecognizedSegment, RecognizeOptions } from './recognizer.js';

/** A model that hears pieces of sound of a limited length, one at a time. */
export interface WindowModel {
  /** BCP 47. */
  readonly languages: readonly string[] | 'any';
  readonly provider: OnnxProvider;
  readonly fallbackReason?: string;
  /** The longest piece. */
  readonly windowSamples: number;
  /**
   * The language as the model calls it; undefined when the model is to tell it.
   * @throws DubbingError LANGUAGE_UNSUPPORTED
   */
  languageOf(language: string): string | undefined;
  hear(samples: Float32Array, request: WindowRequest): Promise<HeardWindow>;
  close(): Promise<void>;
}

export interface WindowRequest {
  /** As the model calls it. */
  readonly language: string | undefined;
  /** What was said before; may be empty. */
  readonly previous: string;
  /** What the beginning of this piece says; may be empty. */
  readonly prefix: string;
  readonly signal: AbortSignal;
}

/** What was heard in one piece. Times begin with the piece. */
export interface HeardWindow {
  readonly text: string;
  /** As the model calls it. */
  readonly language?: string;
  /** BCP 47. */
  readonly languageTag?: string;
  readonly segments: readonly RecognizedSegment[];
  readonly noSpeechProbability?: number;
  /** Of a token that was chosen; those of the prefix were not. */
  readonly meanLogProbability: number;
  readonly chosenTokens: number;
}

/** A recognizer of sounds of any length: what is longer than the model's window is cut at pauses. */
export class WindowedRecognizer implements NeuralRecognizer {
  readonly languages: readonly string[] | 'any';
  readonly provider: OnnxProvider;
  readonly fallbackReason?: string;
  readonly #model: WindowModel;
  readonly #turn = new Mutex();
  #closing: Promise<void> | undefined;

  constructor(model: WindowModel) {
    this.#model = model;
    this.languages = model.languages;
    this.provider = model.provider;
    if (model.fallbackReason !== undefined) this.fallbackReason = model.fallbackReason;
  }

  recognize(samples: Float32Array, options: RecognizeOptions): Promise<NeuralRecognition> {
    return this.#turn.run(async () => {
      try {
        return await this.#recognize(samples, options);
      } catch (error) {
        throw options.signal.aborted ? abortError(options.signal) : error;
      }
    }, options.signal);
  }

  close(): Promise<void> {
    this.#closing ??= this.#turn.run(() => this.#model.close());
    return this.#closing;
  }

  async #recognize(samples: Float32Array, options: RecognizeOptions): Promise<NeuralRecognition> {
    const { previous = '', prefix = '', signal } = options;
    let language = this.#model.languageOf(options.language);
    if (!isAudible(samples)) return { text: '', segments: [] };
    const cuts = cutsAtPauses(samples, this.#model.windowSamples);
    const heard: HeardWindow[] = [];
    for (const [index, start] of [0, ...cuts].entries()) {
      throwIfAborted(signal);
      const window = await this.#model.hear(samples.subarray(start, cuts[index]), {
        language,
        // Names and spelling go on as they began; what was decided belongs to the beginning.
        previous: `${previous} ${heard.at(-1)?.text ?? ''}`.trim(),
        prefix: index === 0 ? prefix.trim() : '',
        signal,
      });
      language ??= window.language;
      heard.push({ ...window, segments: window.segments.map((segment) => later(segment, start)) });
    }
    return together(heard);
  }
}

function later(segment: RecognizedSegment, startSample: number): RecognizedSegment {
  const byMs = Math.round((startSample * 1000) / recognizerRateHz);
  const moved = <T extends { readonly startMs: number; readonly endMs: number }>(each: T): T => ({
    ...each,
    startMs: each.startMs + byMs,
    endMs: each.endMs + byMs,
  });
  return { ...moved(segment), ...(segment.words && { words: segment.words.map((word) => moved(word)) }) };
}

function together(heard: readonly HeardWindow[]): NeuralRecognition {
  const tokens = heard.reduce((sum, { chosenTokens }) => sum + chosenTokens, 0);
  const logProbability = heard.reduce((sum, each) => sum + each.meanLogProbability * each.chosenTokens, 0);
  const noSpeech = heard.flatMap(({ noSpeechProbability }) => noSpeechProbability ?? []);
  const language = heard[0]?.languageTag;
  return {
    text: heard.flatMap(({ text }) => (text === '' ? [] : [text])).join(' '),
    ...(tokens > 0 && { confidence: Math.exp(logProbability / tokens) }),
    // Somebody speaks in the sound when somebody does in any piece of it.
    ...(noSpeech.length > 0 && { noSpeechProbability: Math.min(...noSpeech) }),
    ...(language !== undefined && { language }),
    segments: heard.flatMap(({ segments }) => segments),
  };
}
