import { readNumber } from './read-number.js';
import type { ReadResult } from './read-result.js';
import type { ConfigField } from './schema.js';

const truths: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
]);

/** Reads a value of the environment (always text) or of the file (text, number, boolean, list). */
export function readValue(field: ConfigField, raw: unknown): ReadResult {
  switch (field.type) {
    case 'string':
      return readText(raw, field.pattern);
    case 'integer':
    case 'number':
    case 'port':
    case 'durationMs':
      return readNumber(field, raw);
    case 'boolean':
      return readBoolean(raw);
    case 'url':
      return readUrl(raw, field.schemes);
    case 'enum':
      return typeof raw === 'string' && field.values.includes(raw)
        ? { value: raw }
        : { fault: `must be one of ${field.values.join(', ')}` };
    case 'list':
      return readList(raw, field.pattern);
  }
}

function readText(raw: unknown, pattern: RegExp | undefined): ReadResult {
  if (typeof raw !== 'string') return { fault: 'must be a text' };
  if (pattern !== undefined && !pattern.test(raw)) return { fault: `must match ${pattern.source}` };
  return { value: raw };
}

function readBoolean(raw: unknown): ReadResult {
  if (typeof raw === 'boolean') return { value: raw };
  const value = typeof raw === 'string' ? truths.get(raw.toLowerCase()) : undefined;
  return value === undefined ? { fault: 'must be true or false' } : { value };
}

function readUrl(raw: unknown, schemes: readonly string[] | undefined): ReadResult {
  if (typeof raw !== 'string' || !URL.canParse(raw)) return { fault: 'must be a URL' };
  const scheme = new URL(raw).protocol.slice(0, -1);
  if (schemes !== undefined && !schemes.includes(scheme)) {
    return { fault: `must be a URL of ${schemes.join(', ')}, not of ${scheme}` };
  }
  return { value: raw };
}

function readList(raw: unknown, pattern: RegExp | undefined): ReadResult {
  const items: unknown[] = Array.isArray(raw)
    ? raw
    : typeof raw === 'string'
      ? raw
          .split(',')
          .map((item) => item.trim())
          .filter((item) => item !== '')
      : [undefined];
  if (!items.every((item) => typeof item === 'string')) return { fault: 'must be a list of texts' };
  const wrong = items.find((item) => pattern !== undefined && !pattern.test(item));
  if (wrong !== undefined) return { fault: `must be a list of texts that match ${pattern?.source}` };
  return { value: items };
}
