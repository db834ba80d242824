import { DubbingError } from './dubbing-error.js';
import { errorCodes } from './error-codes.js';

/** Returns the error itself when it is ours, else wraps it so that nothing of it is lost. */
export function toDubbingError(error: unknown, fallbackCode: string = errorCodes.UNEXPECTED): DubbingError {
  if (error instanceof DubbingError) return error;
  return new DubbingError(fallbackCode, describeError(error), { cause: error });
}

/** One line for people: the message of the error and of its causes, outermost first. */
export function describeError(error: unknown): string {
  const messages: string[] = [];
  const seen = new Set<unknown>();
  for (let at = error; at !== undefined && at !== null && !seen.has(at);) {
    seen.add(at);
    const message = messageOf(at);
    // Wrapping an error often repeats its message; saying it twice helps nobody.
    if (!messages.some((earlier) => earlier.includes(message))) messages.push(message);
    at = at instanceof Error ? at.cause : undefined;
  }
  return messages.length === 0 ? String(error) : messages.join(': ');
}

function messageOf(value: unknown): string {
  if (value instanceof AggregateError && value.message === '') {
    return value.errors.map(describeError).join('; ');
  }
  if (value instanceof Error) return value.message === '' ? value.name : value.message;
  return typeof value === 'string' ? value : safeJson(value);
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
