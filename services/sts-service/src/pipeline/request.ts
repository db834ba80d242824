import type { AudioFormat } from '@dubbing/common';
import type { Transcript } from '@dubbing/contracts';
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
  /** Hears what has been recognised so far, until recognition is done. Absent: engines are not asked for it. Does not throw. */
  readonly onPartial?: (text: string) => void;
  /** Hears what was recognised, before it is translated. Not called when nothing was said. Does not throw. */
  readonly onTranscript?: (transcript: Transcript) => void;
}
