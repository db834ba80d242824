import type { TextListener } from '../growing-text.js';
import type { OnnxProvider, OnnxProviderChoice } from '../../onnx/provider.js';

/** A model that turns speech into text, loaded in an engine process. */
export interface NeuralRecognizer {
  /** BCP 47 codes of what the model hears. */
  readonly languages: readonly string[] | 'any';
  readonly provider: OnnxProvider;
  /** Why CUDA is not used although it was wished for. */
  readonly fallbackReason?: string;
  /**
   * One sound after another: calls wait for each other. Sound without speech gives an empty text.
   *
   * @param samples mono, 16 kHz, -1 to 1, of any length.
   * @throws DubbingError AUDIO_INVALID, LANGUAGE_UNSUPPORTED, ENGINE_FAILED, or the signal's reason.
   */
  recognize(samples: Float32Array, options: RecognizeOptions): Promise<NeuralRecognition>;
  /** Whether sounds that are given together share passes through the model. */
  readonly sharesPasses: boolean;
  /** The same for several sounds. Each is answered by itself, and as if it were alone. */
  recognizeAll(sounds: readonly RecognizeRequest[]): readonly Promise<NeuralRecognition>[];
  /** Idempotent. Waits for the sound that is being recognised. */
  close(): Promise<void>;
}

export interface RecognizeOptions {
  /** BCP 47; `auto` or `und` lets the model tell, where it can. */
  readonly language: string;
  /** What the beginning of this very sound says, as already decided: the text begins with it, and the model goes on from there. */
  readonly prefix?: string;
  /** What was said before this sound: context that names and spelling follow. It is not repeated in the text. */
  readonly previous?: string;
  readonly signal: AbortSignal;
  /** Hears the text grow, in whole words. Absent: no text is made before the last. */
  readonly onPartial?: TextListener;
}

export interface RecognizeRequest extends RecognizeOptions {
  readonly samples: Float32Array;
}

export interface NeuralRecognition {
  readonly text: string;
  /** From 0 to 1: the mean probability of a token. Absent without text. */
  readonly confidence?: number;
  /** From 0 to 1, where the model tells it. */
  readonly noSpeechProbability?: number;
  /** What the model heard, as BCP 47. */
  readonly language?: string;
  readonly segments: readonly RecognizedSegment[];
}

/** Times are milliseconds from the beginning of the sound. */
export interface RecognizedSegment {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  /** Where the export tells how its attention moves over the sound. */
  readonly words?: readonly RecognizedWord[];
}

export interface RecognizedWord {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

export interface OpenRecognizerOptions {
  /** A model as the hub lays it out. */
  readonly folder: string;
  readonly provider: OnnxProviderChoice;
  readonly threads: number;
}
