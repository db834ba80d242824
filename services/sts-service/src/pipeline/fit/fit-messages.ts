import type { ErrorInfoLike } from '@dubbing/common';
import type { FitRequest, FittedSpeech } from './fit.js';

/** To the worker thread. */
export interface FitTask {
  readonly id: number;
  readonly request: FitRequest;
}

/** From the worker thread, one per task. PCM arrives as a plain Uint8Array. */
export type FitResult =
  | { readonly id: number; readonly fitted: Omit<FittedSpeech, 'pcm'> & { readonly pcm: Uint8Array } }
  | { readonly id: number; readonly error: ErrorInfoLike };
