import type { Packet } from '../media/packets.js';
import { wrapsBefore, type MediaTrack } from '../media/track.js';
import { distributionOf, type Distribution } from '../report/distribution.js';
import { presentationSteps, type TimeStep } from './steps.js';

/** How the times of one track run, as they stand in the container. */
export interface TrackTimes {
  kind: MediaTrack['kind'];
  codec: string;
  packets: number;
  /** First and last moment that the track shows or sounds, in milliseconds. */
  startMs: number;
  endMs: number;
  /** Packets whose decode time is before (`backward`) or at (`repeated`) that of the packet before; how far back, in milliseconds. */
  backward: TimeStep[];
  repeated: TimeStep[];
  /** Packets that would have to be decoded after they are shown; how much after. */
  dtsAfterPts: TimeStep[];
  /** Packets with the presentation time of another one. */
  ptsRepeated: TimeStep[];
  gaps: TimeStep[];
  overlaps: TimeStep[];
  /** Places at which a clock of 33 bits went over its end. This is no fault: players know it. */
  wrapsAtMs: number[];
  /** From one packet to the next in the order of presentation. */
  distance: Distribution | undefined;
  /** From decoding to presentation: how far the pictures are reordered. */
  reorder: Distribution | undefined;
}

/** Clocks tick: a difference below this is none. */
const TICK_MS = 0.02;

export function trackTimes(
  packets: readonly Packet[],
  track: Pick<MediaTrack, 'kind' | 'codec' | 'wraps'>,
): TrackTimes {
  const steps = presentationSteps(packets, track.kind);
  const report: TrackTimes = {
    kind: track.kind,
    codec: track.codec,
    packets: packets.length,
    startMs: Number.POSITIVE_INFINITY,
    endMs: Number.NEGATIVE_INFINITY,
    backward: [],
    repeated: [],
    dtsAfterPts: [],
    ptsRepeated: [],
    gaps: steps.gaps,
    overlaps: steps.overlaps,
    wrapsAtMs: [],
    distance: distributionOf(steps.stepsMs, 'ms'),
    reorder: distributionOf(
      packets.flatMap(({ ptsMs, dtsMs }) => (ptsMs === undefined || dtsMs === undefined ? [] : ptsMs - dtsMs)),
      'ms',
    ),
  };
  const shown = new Set<number>();
  let lastDtsMs: number | undefined;
  let wraps: number | undefined;
  let lastPart = 0;
  for (const { ptsMs, dtsMs, part } of packets) {
    // A discontinuity that was announced: what came before has another clock.
    if (part !== lastPart) {
      lastDtsMs = undefined;
      shown.clear();
    }
    lastPart = part;
    const shownMs = ptsMs ?? dtsMs;
    if (shownMs !== undefined) {
      report.startMs = Math.min(report.startMs, shownMs);
      report.endMs = Math.max(report.endMs, shownMs + steps.usualMs);
    }
    if (ptsMs !== undefined && dtsMs !== undefined && dtsMs > ptsMs + TICK_MS)
      report.dtsAfterPts.push({ atMs: ptsMs, sizeMs: dtsMs - ptsMs });
    if (dtsMs !== undefined) {
      if (lastDtsMs !== undefined && dtsMs < lastDtsMs - TICK_MS)
        report.backward.push({ atMs: dtsMs, sizeMs: lastDtsMs - dtsMs });
      else if (lastDtsMs !== undefined && dtsMs <= lastDtsMs + TICK_MS)
        report.repeated.push({ atMs: dtsMs, sizeMs: 0 });
      lastDtsMs = dtsMs;
    }
    if (ptsMs !== undefined) {
      const key = Math.round(ptsMs / TICK_MS);
      if (shown.has(key)) report.ptsRepeated.push({ atMs: ptsMs, sizeMs: 0 });
      shown.add(key);
    }
    // What a part was shifted by is not what its clock shows.
    const turn = track.wraps && part === 0 && shownMs !== undefined ? wrapsBefore(dtsMs ?? shownMs) : wraps;
    if (wraps !== undefined && turn !== undefined && turn > wraps && shownMs !== undefined)
      report.wrapsAtMs.push(shownMs);
    wraps = turn;
  }
  if (packets.length === 0) [report.startMs, report.endMs] = [0, 0];
  return report;
}
