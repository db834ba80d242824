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

/** One line of the as-run record: every speech fragment gets exactly one for each language. */
export interface AsRunEvent {
  readonly language: string;
  readonly fragmentId: string;
  readonly outcome: AsRunOutcome;
  /** The interval of the original. */
  readonly startPtsNs: bigint;
  readonly endPtsNs: bigint;
  /** Where the dub was placed; with outcome `spoken` only. */
  readonly placedStartPtsNs?: bigint;
  readonly placedEndPtsNs?: bigint;
  /** Start of the dub after the start of the original, in milliseconds; with outcome `spoken` only. */
  readonly lagMs?: number;
  readonly speedFactor?: number;
  readonly text?: string;
  /** Why there is no dub: an error code, or the sts-client's reason. */
  readonly reason?: string;
  /** The message of the error behind it. */
  readonly detail?: string;
}
