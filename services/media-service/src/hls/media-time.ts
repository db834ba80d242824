import { ticksOf } from '../media/ticks.js';

/**
 * Where the programme's zero lies on the media timeline of the files, in nanoseconds. Ten seconds, as MPEG-TS
 * packagers do, so that decode times of reordered pictures and primed audio, which lie a little before zero, stay
 * positive. The same for every rendition: sync between them is exact.
 */
export const MEDIA_TIME_ORIGIN_NS = 10_000_000_000n;

/** The tick of `timescale` nearest to a programme time. */
export function toTicks(ptsNs: bigint, timescale: number): bigint {
  return ticksOf(ptsNs + MEDIA_TIME_ORIGIN_NS, timescale);
}

/** `X-TIMESTAMP-MAP` counts in the 90 kHz clock of MPEG-TS; local time zero is the programme's zero. */
export const TIMESTAMP_MAP = `X-TIMESTAMP-MAP=MPEGTS:${toTicks(0n, 90_000)},LOCAL:00:00:00.000`;
