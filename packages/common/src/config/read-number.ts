import type { ReadResult } from './read-result.js';
import type { NumberField } from './schema.js';

const unitsMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);
const duration = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/;
const decimal = /^[+-]?\d+(?:\.\d+)?$/;

/** What each kind of number is called, and the range it has by itself. */
const kinds = {
  integer: { noun: 'a whole number', min: -Infinity, max: Infinity },
  number: { noun: 'a number', min: -Infinity, max: Infinity },
  port: { noun: 'a port number', min: 0, max: 65_535 },
  durationMs: { noun: 'a duration such as 1500, 1500ms or 1.5s', min: 0, max: Infinity },
} as const;

export function readNumber(field: NumberField, raw: unknown): ReadResult {
  const kind = kinds[field.type];
  const min = field.min ?? kind.min;
  const max = field.max ?? kind.max;
  const value = field.type === 'durationMs' ? toDurationMs(raw) : toNumber(raw);
  const whole = field.type === 'integer' || field.type === 'port';
  const good = Number.isFinite(value) && value >= min && value <= max;
  if (good && (!whole || Number.isInteger(value))) return { value };
  return { fault: `must be ${kind.noun}${describeRange(min, max)}` };
}

function describeRange(min: number, max: number): string {
  if (min === -Infinity) return max === Infinity ? '' : ` of at most ${max}`;
  return max === Infinity ? ` of at least ${min}` : ` from ${min} to ${max}`;
}

function toNumber(raw: unknown): number {
  if (typeof raw === 'number') return raw;
  return typeof raw === 'string' && decimal.test(raw) ? Number(raw) : Number.NaN;
}

function toDurationMs(raw: unknown): number {
  if (typeof raw === 'number') return raw;
  const [, amount, unit = 'ms'] = (typeof raw === 'string' && duration.exec(raw)) || [];
  return Number(amount) * (unitsMs.get(unit) ?? Number.NaN);
}
