import { abortError, Deferred, Mutex, throwIfAborted } from '@dubbing/common';
import type { OnnxProvider } from '../../onnx/provider.js';
import type { TextListener } from '../growing-text.js';
import { isAudible, recognizerRateHz } from './check-sound.js';
import { cutsAtPauses } from './pauses.js';
import type {
  NeuralRecognition,
  NeuralRecognizer,
  RecognizedSegment,
  RecognizeOptions,
  RecognizeRequest,
} from './recognizer.js';

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
  readonly hear: Hear;
  /** Several pieces that share passes through the model, each answered by itself. Absent where it cannot. */
  readonly hearAll?: (pieces: readonly WindowPiece[]) => readonly Promise<HeardWindow>[];
  close(): Promise<void>;
}

type Hear = (samples: Float32Array, request: WindowRequest) => Promise<HeardWindow>;

export interface WindowRequest {
  /** As the model calls it. */
  readonly language: string | undefined;
  /** What was said before; may be empty. */
  readonly previous: string;
  /** What the beginning of this piece says; may be empty. */
  readonly prefix: string;
  readonly signal: AbortSignal;
  /** Hears the text of this piece grow, in whole words. */
  readonly onPartial?: TextListener;
}

export interface WindowPiece extends WindowRequest {
  readonly samples: Float32Array;
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
    return this.#turn.run(
      () => this.#recognize(samples, options, (piece, request) => this.#model.hear(piece, request)),
      options.signal,
    );
  }

  get sharesPasses(): boolean {
    return this.#model.hearAll !== undefined;
  }

  recognizeAll(sounds: readonly RecognizeRequest[]): readonly Promise<NeuralRecognition>[] {
    const { hearAll } = this.#model;
    if (hearAll === undefined || sounds.length < 2) {
      return sounds.map(({ samples, ...options }) => this.recognize(samples, options));
    }
    const answers = sounds.map(() => new Deferred<NeuralRecognition>());
    void this.#turn.run(async () => {
      const recognitions = this.#recognizeTogether(sounds, hearAll);
      for (const [index, recognition] of recognitions.entries()) answers[index]?.resolve(recognition);
      await Promise.allSettled(recognitions);
    });
    return answers.map(({ promise }) => promise);
  }

  close(): Promise<void> {
    this.#closing ??= this.#turn.run(() => this.#model.close());
    return this.#closing;
  }

  /** Each sound comes as far as to its first piece at once; those go to the model together, and later ones one by one. */
  #recognizeTogether(
    sounds: readonly RecognizeRequest[],
    hearAll: (pieces: readonly WindowPiece[]) => readonly Promise<HeardWindow>[],
  ): readonly Promise<NeuralRecognition>[] {
    const first: { readonly piece: WindowPiece; readonly heard: Deferred<HeardWindow> }[] = [];
    const later = new Mutex();
    let gathered = false;
    const hear: Hear = (samples, request) => {
      if (gathered) return later.run(() => this.#model.hear(samples, request), request.signal);
      const heard = new Deferred<HeardWindow>();
      first.push({ piece: { ...request, samples }, heard });
      return heard.promise;
    };
    const recognitions = sounds.map(({ samples, ...options }) => this.#recognize(samples, options, hear));
    gathered = true;
    const pieces = first.map(({ piece }) => piece);
    const windows = pieces.length > 1 ? hearAll(pieces) : pieces.map((piece) => hear(piece.samples, piece));
    for (const [index, { heard }] of first.entries()) heard.resolve(windows[index] as Promise<HeardWindow>);
    return recognitions;
  }

  async #recognize(samples: Float32Array, options: RecognizeOptions, hear: Hear): Promise<NeuralRecognition> {
    try {
      return await this.#hearPieces(samples, options, hear);
    } catch (error) {
      throw options.signal.aborted ? abortError(options.signal) : error;
    }
  }

  async #hearPieces(samples: Float32Array, options: RecognizeOptions, hear: Hear): Promise<NeuralRecognition> {
    const { previous = '', prefix = '', signal, onPartial } = options;
    let language = this.#model.languageOf(options.language);
    if (!isAudible(samples)) return { text: '', segments: [] };
    const cuts = cutsAtPauses(samples, this.#model.windowSamples);
    const heard: HeardWindow[] = [];
    for (const [index, start] of [0, ...cuts].entries()) {
      throwIfAborted(signal);
      const window = await hear(samples.subarray(start, cuts[index]), {
        language,
        // Names and spelling go on as they began; what was decided belongs to the beginning.
        previous: `${previous} ${heard.at(-1)?.text ?? ''}`.trim(),
        prefix: index === 0 ? prefix.trim() : '',
        signal,
        ...(onPartial !== undefined && { onPartial: behind(heard, onPartial) }),
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

/** Puts what the pieces before have said in front of what a piece says. */
function behind(heard: readonly HeardWindow[], onPartial: TextListener): TextListener {
  const before = textOf(heard);
  return (text) => {
    onPartial(() => `${before} ${text()}`.trim());
  };
}

function textOf(heard: readonly HeardWindow[]): string {
  return heard.flatMap(({ text }) => (text === '' ? [] : [text])).join(' ');
}

function together(heard: readonly HeardWindow[]): NeuralRecognition {
  const tokens = heard.reduce((sum, { chosenTokens }) => sum + chosenTokens, 0);
  const logProbability = heard.reduce((sum, each) => sum + each.meanLogProbability * each.chosenTokens, 0);
  const noSpeech = heard.flatMap(({ noSpeechProbability }) => noSpeechProbability ?? []);
  const language = heard[0]?.languageTag;
  return {
    text: textOf(heard),
    ...(tokens > 0 && { confidence: Math.exp(logProbability / tokens) }),
    // Somebody speaks in the sound when somebody does in any piece of it.
    ...(noSpeech.length > 0 && { noSpeechProbability: Math.min(...noSpeech) }),
    ...(language !== undefined && { language }),
    segments: heard.flatMap(({ segments }) => segments),
  };
}
