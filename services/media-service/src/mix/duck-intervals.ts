import { overlaps, type Interval } from '@dubbing/common';
import type { ScheduleView } from '../media/schedule.js';

export interface DuckInterval extends Interval {
  /** A fallback follows at once: the original has to be back at full level when it begins. */
  readonly isHurried: boolean;
}

/**
 * When the original is to be down: while a dub speaks, and over the source interval it stands for, so no loud
 * original is left over at either end. A pause shorter than the hold is bridged, unless a fallback lies in it:
 * there the original is all there is to hear.
 *
 * @param hurryNs before a fallback the original comes up in this time, at the cost of the silent end of the
 * source interval, but not before the dub is over
 */
export function duckIntervals(view: ScheduleView, holdNs: bigint, hurryNs: bigint): DuckInterval[] {
  const { placements, fallbacks } = view;
  const wanted = placements.flatMap((placement) => [placement.source, placement as Interval]);
  wanted.sort((a, b) => (a.startPtsNs < b.startPtsNs ? -1 : a.startPtsNs > b.startPtsNs ? 1 : 0));
  const merged: Interval[] = [];
  for (const { startPtsNs, endPtsNs } of wanted) {
    const last = merged.at(-1);
    if (last === undefined || !joins(last, startPtsNs, fallbacks, holdNs)) merged.push({ startPtsNs, endPtsNs });
    else if (endPtsNs > last.endPtsNs) merged[merged.length - 1] = { startPtsNs: last.startPtsNs, endPtsNs };
  }
  return merged.map((interval) => hurried(interval, view, hurryNs));
}

function hurried({ startPtsNs, endPtsNs }: Interval, view: ScheduleView, hurryNs: bigint): DuckInterval {
  const next = view.fallbacks.find(
    (fallback) => fallback.startPtsNs <= endPtsNs + hurryNs && fallback.endPtsNs > endPtsNs,
  );
  if (next === undefined) return { startPtsNs, endPtsNs, isHurried: false };
  const inTime = next.startPtsNs - hurryNs;
  const spoken = view.placements.filter((dub) => dub.startPtsNs < endPtsNs).map((dub) => dub.endPtsNs);
  const earliest = spoken.reduce((a, b) => (a > b ? a : b), inTime);
  return { startPtsNs, endPtsNs: earliest < endPtsNs ? earliest : endPtsNs, isHurried: true };
}

function joins(last: Interval, nextStartPtsNs: bigint, fallbacks: readonly Interval[], holdNs: bigint): boolean {
  if (nextStartPtsNs <= last.endPtsNs) return true;
  const pause = { startPtsNs: last.endPtsNs, endPtsNs: nextStartPtsNs };
  if (pause.endPtsNs - pause.startPtsNs >= holdNs) return false;
  return !fallbacks.some((interval) => overlaps(interval, pause));
}
