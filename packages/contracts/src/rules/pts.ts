import { intervalDurationMs, isPtsText, parsePtsNs, type Interval } from '@dubbing/common';
import { rule } from './rule.js';

/** A presentation time: whole nanoseconds as a decimal string, since JSON's numbers end at 2^53. */
export function IsPts(): PropertyDecorator {
  return rule({
    name: 'pts',
    keywords: { type: 'string', pattern: '^(0|-?[1-9][0-9]{0,18})$' },
    validate: isPtsText,
    message: () => '$property must be a time in whole nanoseconds as a decimal string',
  });
}

/** The fields of a message that speaks of a source interval. */
export interface IntervalText {
  readonly startPtsNs: string;
  readonly endPtsNs: string;
}

/** The source interval of a message as the numbers to reckon with. */
export function intervalOf(message: IntervalText): Interval {
  return { startPtsNs: parsePtsNs(message.startPtsNs), endPtsNs: parsePtsNs(message.endPtsNs) };
}

/** On `endPtsNs`: the interval must not be empty or reversed. */
export function EndsAfterStart(): PropertyDecorator {
  return rule({
    name: 'endsAfterStart',
    keywords: { 'x-rules': ['endsAfterStart'] },
    says: 'Later than `startPtsNs` of the same message.',
    validate: (_value, args) => {
      const interval = readInterval(args?.object);
      return interval === undefined || interval.endPtsNs > interval.startPtsNs;
    },
    message: () => '$property must be later than startPtsNs',
  });
}

/** Half a sample at 8 kHz is 0.06 ms; more than one millisecond is no rounding. */
const toleranceMs = 1;

/** On `durationMs`: it must be the length of the interval. */
export function LastsTheInterval(): PropertyDecorator {
  return rule({
    name: 'lastsTheInterval',
    keywords: { 'x-rules': ['lastsTheInterval'] },
    says: `The time from \`startPtsNs\` to \`endPtsNs\` in milliseconds, give or take ${toleranceMs} ms.`,
    validate: (value, args) => {
      const interval = readInterval(args?.object);
      if (interval === undefined || typeof value !== 'number') return true;
      return Math.abs(intervalDurationMs(interval) - value) <= toleranceMs;
    },
    message: () => '$property must be the time from startPtsNs to endPtsNs in milliseconds',
  });
}

/** Undefined when a time is malformed; the rule of that field says so. */
function readInterval(message: object | undefined): Interval | undefined {
  const { startPtsNs, endPtsNs } = { ...message } as { startPtsNs?: unknown; endPtsNs?: unknown };
  if (!isPtsText(startPtsNs) || !isPtsText(endPtsNs)) return undefined;
  return intervalOf({ startPtsNs, endPtsNs });
}
