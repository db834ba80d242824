import type { ErrorInfoLike } from '@dubbing/common';
import type { OnnxProvider, OnnxProviderChoice } from '../onnx/provider.js';

/** What an engine process loads. */
export interface EngineSettings {
  readonly pocketsphinxModelDir: string;
  /** The file of the Silero model that tells speech from everything else. */
  readonly speechModelFile: string;
  readonly onnxProvider: OnnxProviderChoice;
}

export interface RecognizeJob {
  readonly kind: 'recognize';
  readonly id: number;
  /** Mono, 16 kHz, signed 16 bit, little endian. */
  readonly pcm: Buffer;
}

export type ToEngine =
  | { readonly kind: 'load'; readonly settings: EngineSettings }
  | RecognizeJob
  | { readonly kind: 'cancel'; readonly id: number };

/** What an engine process tells of itself once it is warm. */
export interface EngineReady {
  readonly kind: 'ready';
  readonly loadMs: number;
  readonly provider: OnnxProvider;
  /** Why the provider that was wished for is not used. */
  readonly fallbackReason?: string;
}

export type FromEngine =
  | EngineReady
  | { readonly kind: 'unavailable'; readonly error: ErrorInfoLike }
  | { readonly kind: 'recognized'; readonly id: number; readonly text: string; readonly confidence?: number }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorInfoLike };
