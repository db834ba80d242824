/** An error as it travels between processes and appears in logs: no stack, no cause. */
export interface ErrorInfoLike {
  readonly code: string;
  readonly message: string;
  readonly field?: string;
  readonly source?: string;
  readonly retryable: boolean;
}

export interface DubbingErrorOptions {
  /** Dotted path of the input field that is at fault, such as `audio.sampleRateHz`. */
  readonly field?: string | undefined;
  /** What the fault comes from: an input URL, an engine, a file. */
  readonly source?: string | undefined;
  /** Whether the same request may succeed when it is made again. Default false. */
  readonly retryable?: boolean | undefined;
  readonly cause?: unknown;
}

/**
 * The root of every error that this project throws on purpose. Callers decide by `code`
 * and `retryable`; `message` is for people. Every code stands in docs/errors.md.
 */
export class DubbingError extends Error {
  readonly code: string;
  declare readonly field?: string;
  declare readonly source?: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, options: DubbingErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
    if (options.field !== undefined) this.field = options.field;
    if (options.source !== undefined) this.source = options.source;
  }

  /** The part that may be shown to a peer. */
  toJSON(): ErrorInfoLike {
    return {
      code: this.code,
      message: this.message,
      ...(this.field !== undefined && { field: this.field }),
      ...(this.source !== undefined && { source: this.source }),
      retryable: this.retryable,
    };
  }
}
