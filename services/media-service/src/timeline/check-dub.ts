import { int16View } from '@dubbing/common';
import type { Dub } from '@dubbing/contracts';

/** Dubs come as mono, signed 16 bit, at the rate of the mix: the sts-client asked for it. */
export const DUB_RATE_HZ = 48_000;
const BYTES_PER_SAMPLE = 2;
/** What is told of its length and what it has may differ by what a server thinks of as length, not by another format. */
const TOLERANCE_MS = 150;
const TOLERANCE_SHARE = 0.2;
/** Below −60 dBFS nobody hears it; with the original turned down there would be silence. */
const LEAST_PEAK = 32;

/** What is wrong with the sound of a dub that is told to be spoken; undefined where nothing is. */
export function dubFault({ audio, durationMs }: Dub): string | undefined {
  if (audio === undefined || audio.length === 0) return 'it has no sound';
  if (audio.length % BYTES_PER_SAMPLE !== 0) return `${audio.length} bytes are no whole number of samples`;
  const lastsMs = (audio.length / BYTES_PER_SAMPLE / DUB_RATE_HZ) * 1000;
  // A server that tells no length cannot be held to it.
  if (durationMs > 0 && Math.abs(lastsMs - durationMs) > TOLERANCE_MS + TOLERANCE_SHARE * durationMs) {
    return `as mono at ${DUB_RATE_HZ} Hz it lasts ${Math.round(lastsMs)} ms and not ${Math.round(durationMs)} ms`;
  }
  const isHeard = int16View(audio).some((sample) => sample > LEAST_PEAK || sample < -LEAST_PEAK);
  return isHeard ? undefined : 'it is silent';
}
