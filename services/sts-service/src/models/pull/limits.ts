export interface PullLimits {
  /** Files that are fetched at the same time. */
  readonly connections: number;
  /** A connection that brings nothing for this long is given up and tried again. */
  readonly stallMs: number;
  /** Attempts in a row that bring nothing, after which a file is given up. */
  readonly attempts: number;
  /** The first wait between two attempts; each is twice the one before. */
  readonly backoffMs: number;
  /** No wait is longer, one that the hub asks for included. */
  readonly maxBackoffMs: number;
}

export const defaultLimits: PullLimits = {
  connections: 4,
  stallMs: 30_000,
  attempts: 6,
  backoffMs: 500,
  maxBackoffMs: 60_000,
};
