import type { AudioFormat } from '@dubbing/common';
import type { FitSlot } from './fit/policy.js';

/** One stretch of source speech, to be dubbed. */
export interface PipelineRequest {
  readonly sessionKey: string;
  readonly pcm: Buffer;
  readonly audio: AudioFormat;
  readonly sourceLanguage: string;
  readonly slot: FitSlot;
  readonly reply: AudioFormat;
  /** On the clock of `performance.now()`. */
  readonly deadlineAtMs: number;
  /** Ends the work; what is done by then is returned. */
  readonly signal: AbortSignal;
}
