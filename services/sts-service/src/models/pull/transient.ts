/** A failure of one attempt, after which the next may succeed. Never leaves the folder `pull`. */
export class Transient extends Error {
  /** How long the other side asks to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The source does not go on where what was kept ends: the file begins anew. */
export class PieceRefused extends Transient {}
