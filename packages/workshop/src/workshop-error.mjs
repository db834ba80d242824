/**
 * A failure that the person at the keyboard can act on. It is printed without a stack:
 * the message says what went wrong, `advice` what to do about it.
 */
export class WorkshopError extends Error {
  /** @type {string | undefined} */
  advice;

  /**
   * @param {string} message
   * @param {{ advice?: string, cause?: unknown }} [details]
   */
  constructor(message, details = {}) {
    super(message, { cause: details.cause });
    this.name = 'WorkshopError';
    this.advice = details.advice;
  }
}

/** The command was ended by a signal; nothing went wrong. */
export class Interrupted extends Error {
  /** @type {NodeJS.Signals} */
  signalName;

  /** @param {NodeJS.Signals} signalName */
  constructor(signalName) {
    super(`ended by ${signalName}`);
    this.name = 'Interrupted';
    this.signalName = signalName;
  }
}
