import type { ErrorInfoLike } from '@dubbing/common';
import type { FitRequest, FittedSpeech } from '../fit/fit.js';
import type { PrepareRequest } from './prepare.js';

/** To the thread. */
export type AudioTask =
  | { readonly id: number; readonly kind: 'fit'; readonly request: FitRequest }
  | { readonly id: number; readonly kind: 'prepare'; readonly request: PrepareRequest };

/** What a task yields; PCM crosses the threads as a plain Uint8Array. */
export interface AudioOutcome {
  readonly pcm: Uint8Array;
  /** Of a `fit` task. */
  readonly fitted?: Omit<FittedSpeech, 'pcm'>;
}

/** From the thread, one per task. */
export type AudioResult =
  { readonly id: number; readonly outcome: AudioOutcome } | { readonly id: number; readonly error: ErrorInfoLike };
