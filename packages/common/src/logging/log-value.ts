import { DubbingError } from '../errors/dubbing-error.js';
import { isSecretName, maskUrl, redacted } from './redact.js';

const deepest = 6;
const longestList = 100;
const longestText = 8192;

/** What JSON can hold of a field's value, with its secrets left out. Never throws. */
export function logValue(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return maskUrl(value.length > longestText ? `${value.slice(0, longestText)}…` : value);
    case 'bigint':
    case 'symbol':
      return value.toString();
    case 'function':
      return '[function]';
    case 'object':
      return value === null ? null : logObject(value, depth);
    default:
      return value;
  }
}

function logObject(value: object, depth: number): unknown {
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= deepest) return '[too deep]';
  if (value instanceof Error) return logError(value, depth);
  if (Array.isArray(value)) {
    return value.slice(0, longestList).map((item) => logValue(item, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, isSecretName(name) ? redacted : logValue(field, depth + 1)]),
  );
}

function logError(error: Error, depth: number): unknown {
  return {
    name: error.name,
    message: maskUrl(error.message),
    ...(error instanceof DubbingError && {
      code: error.code,
      field: error.field,
      source: error.source === undefined ? undefined : maskUrl(error.source),
      retryable: error.retryable,
    }),
    ...(error.stack !== undefined && { stack: maskUrl(error.stack) }),
    ...(error.cause !== undefined && { cause: logValue(error.cause, depth + 1) }),
  };
}
