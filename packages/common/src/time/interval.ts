import { nsToMs, type PtsNs } from './pts.js';

/** The half-open interval [startPtsNs, endPtsNs) on the programme timeline. */
export interface Interval {
  readonly startPtsNs: PtsNs;
  readonly endPtsNs: PtsNs;
}

export function intervalDurationMs(interval: Interval): number {
  return nsToMs(interval.endPtsNs - interval.startPtsNs);
}

/** Whether the two share any time. Intervals that only touch do not overlap. */
export function overlaps(a: Interval, b: Interval): boolean {
  return a.startPtsNs < b.endPtsNs && b.startPtsNs < a.endPtsNs;
}
