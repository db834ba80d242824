import type { FitSlot } from '../../pipeline/fit/policy.js';
import type { OnnxProvider, OnnxProviderChoice } from '../../onnx/provider.js';

/**
 * How much slower and faster a model itself can speak; 1 is its natural pace. What lies beyond is
 * left to the stretching of the finished sound. Both are 1 where the model has no such input.
 */
export interface PaceRange {
  readonly slowest: number;
  readonly fastest: number;
}

export interface SynthesisOptions {
  /** BCP 47, for example `es` or `pt-BR`. */
  readonly language: string;
  /** 1 is the voice's natural pace, 1.2 is faster. Default: what `slot` needs, else 1. Clamped to `paceRange`. */
  readonly pace?: number;
  /** The speech is to fit this, as far as can be told before it is spoken. */
  readonly slot?: FitSlot;
  /** One of the model's own voices. If not given, the model's choice for the language. */
  readonly voice?: string;
  readonly signal: AbortSignal;
}

export interface NeuralSpeech {
  /** Mono, from -1 to 1. Empty when there was nothing to say. */
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  /** The pace that the model took: the wanted one, within `paceRange`. */
  readonly pace: number;
}

/** A voice model that is loaded. One text at a time. */
export interface NeuralSynthesizer {
  /** BCP 47. A voice for `es-ES` also speaks `es` and `es-419`. */
  readonly languages: readonly string[];
  /** Names that `voice` takes. Empty where the model has one voice only. */
  readonly voices: readonly string[];
  readonly sampleRateHz: number;
  readonly paceRange: PaceRange;
  /** Where the model computes, and why not on CUDA if that was wished for. */
  readonly provider: OnnxProvider;
  readonly fallbackReason?: string;
  /**
   * Text of any length. Emoji and what the model has no sound for are left out.
   * @throws DubbingError LANGUAGE_UNSUPPORTED, VOICE_UNKNOWN, ENGINE_FAILED also when the model made
   * something that is no sound, SYSTEM_PACKAGE_MISSING, or the abort reason.
   */
  synthesize(text: string, options: SynthesisOptions): Promise<NeuralSpeech>;
  /** Waits for the text being spoken. Idempotent. */
  close(): Promise<void>;
}

export interface OpenSynthesizerOptions {
  /** The model's files as its repository on the hub has them. */
  readonly folder: string;
  readonly provider: OnnxProviderChoice;
  /** Processor threads of one run. */
  readonly threads: number;
}
