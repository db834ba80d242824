/** What became of one fragment in one language. */
export type AsRunOutcome =
  /** Dubbed speech was placed. */
  | 'spoken'
  /** Nothing was said, so there is nothing to dub. */
  | 'empty'
  /** The dub came when its place was already released. */
  | 'late'
  /** Speech-to-speech could not dub it. */
  | 'failed'
  /** There was no room for the dub behind the one before it. */
  | 'skipped'
  /** No reply came at all; `reason` says why. */
  | 'fallback';

/** What became of a fragment in one of the stream's languages. Absent: not known, or not applicable. */
export interface LanguageRun {
  readonly language: string;
  readonly outcome: AsRunOutcome;
  /** The translation. */
  readonly text?: string;
  /** Where the dub was placed; with outcome `spoken` only. */
  readonly placedStartPtsNs?: bigint;
  readonly placedEndPtsNs?: bigint;
  /** Start of the dub after the start of the original; with outcome `spoken` only. */
  readonly lagMs?: number;
  /** How many times faster than its natural pace the dub is spoken; with outcome `spoken` only. */
  readonly speedFactor?: number;
  /** Why there is no dub: an error code, or the sts-client's reason. */
  readonly reason?: string;
  /** The message of the error behind it. */
  readonly detail?: string;
  readonly engines?: { readonly translation: string; readonly tts: string };
  readonly timings?: { readonly translationMs: number; readonly ttsMs: number; readonly fitMs: number };
}

/** One fragment of speech and its fate in every language: decided once, and never revised. */
export interface FragmentRun {
  readonly fragmentId: string;
  readonly sequence: number;
  /** The interval of the original. */
  readonly startPtsNs: bigint;
  readonly endPtsNs: bigint;
  /** What was recognised. */
  readonly transcript?: string;
  /** Of the recognition, 0 to 1. */
  readonly confidence?: number;
  readonly engines?: { readonly asr: string };
  /** From the fragment's submission, as soon as its end was known, to its reply. */
  readonly replyMs?: number;
  readonly timings?: { readonly queuedMs: number; readonly asrMs: number; readonly totalMs: number };
  /** Every language of the stream, each once. */
  readonly languages: readonly LanguageRun[];
}

/** An output that starts to take the programme, at first and after each restart. */
export interface OutputRun {
  readonly language: string;
  /** With its credentials masked. */
  readonly url: string;
  /** The programme time at which the container's own timestamps are 0: programme time = container time + this. */
  readonly zeroPtsNs: bigint;
}
