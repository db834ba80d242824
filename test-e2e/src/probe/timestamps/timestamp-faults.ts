import type { FaultCode, ProbeFault } from '../report/fault.js';
import type { TimeStep } from './steps.js';
import type { TrackTimes } from './track-times.js';
import type { TransportReport } from './transport.js';

/** A gap of the output that the reference has as well is as long as the reference's, but for a coded frame. */
const SAME_GAP_MS = 45;

const kinds: readonly { code: FaultCode; places: keyof TrackTimes; tell: (sizeMs: number) => string }[] = [
  { code: 'DTS_BACKWARD', places: 'backward', tell: (sizeMs) => `decode time runs back by ${ms(sizeMs)}` },
  { code: 'DTS_REPEATED', places: 'repeated', tell: () => 'two packets have the same decode time' },
  { code: 'DTS_AFTER_PTS', places: 'dtsAfterPts', tell: (sizeMs) => `decoded ${ms(sizeMs)} after it is to be shown` },
  { code: 'PTS_REPEATED', places: 'ptsRepeated', tell: () => 'two packets are to be shown at the same time' },
  { code: 'TIMESTAMP_GAP', places: 'gaps', tell: (sizeMs) => `a gap of ${ms(sizeMs)}` },
  { code: 'TIMESTAMP_OVERLAP', places: 'overlaps', tell: (sizeMs) => `an overlap of ${ms(sizeMs)}` },
];

const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const name = (kind: TrackTimes['kind']): string => (kind === 'video' ? 'picture' : 'sound');

/** @param reference the same track of the source: what it had as well is told as a warning */
export function timestampFaults(times: TrackTimes, reference?: TrackTimes): ProbeFault[] {
  return kinds.flatMap(({ code, places, tell }) => {
    const known = [...((reference?.[places] ?? []) as TimeStep[])];
    return (times[places] as TimeStep[]).map(({ atMs, sizeMs }): ProbeFault => {
      const same = known.findIndex((place) => Math.abs(place.sizeMs - sizeMs) <= SAME_GAP_MS);
      if (same >= 0) known.splice(same, 1);
      const message = `${name(times.kind)}: ${tell(sizeMs)}${same >= 0 ? ', as in the reference' : ''}`;
      return { code, severity: same >= 0 ? 'warning' : 'error', atMs, sizeMs, message };
    });
  });
}

export function transportFaults({ lost, packets, strayBytes }: TransportReport): ProbeFault[] {
  if (lost === 0 && strayBytes === 0) return [];
  const message = `${lost} breaks of continuity among ${packets} transport packets, ${strayBytes} stray bytes`;
  return [{ code: 'PACKETS_LOST', severity: 'error', size: { value: lost, unit: 'packets' }, message }];
}

/** Tracks that were cut out of a stream begin and end within this of each other. */
const EDGE_MS = 1_000;

interface Tracks {
  video?: TrackTimes;
  audio?: TrackTimes;
}

/**
 * A track that begins long after the other, or ends long before it, and does not in the reference.
 * @param cutMs how far apart the tracks may have been cut by the capture itself: a segment, where each has its own playlist
 * @param groupMs how much sound may have come before the first key frame: a server gives who joins it the sound at once
 */
export function edgeFaults({ video, audio }: Tracks, reference: Tracks, cutMs = 0, groupMs = 0): ProbeFault[] {
  if (video === undefined || audio === undefined) return [];
  return (['startMs', 'endMs'] as const).flatMap((edge): ProbeFault[] => {
    const known = (reference.audio?.[edge] ?? 0) - (reference.video?.[edge] ?? 0);
    const byMs = audio[edge] - video[edge];
    const allowedMs = EDGE_MS + cutMs + (edge === 'startMs' && byMs < 0 ? groupMs : 0);
    if (Math.abs(byMs) <= allowedMs || Math.abs(byMs - known) <= allowedMs) return [];
    const sizeMs = Math.abs(byMs);
    const verb = edge === 'startMs' ? 'begins' : 'ends';
    const message = `sound ${verb} ${ms(sizeMs)} ${byMs > 0 ? 'after' : 'before'} the picture`;
    return [{ code: 'TIMESTAMP_GAP', severity: 'error', atMs: Math.min(audio[edge], video[edge]), sizeMs, message }];
  });
}
