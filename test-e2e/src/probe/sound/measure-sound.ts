import { addedClicks } from './added-clicks.js';
import { usualBed, type BedUse } from './bed-use.js';
import { alignSounds, refineOffset } from './align.js';
import { findClicks } from './clicks.js';
import { longestSilence, SILENCE_GATE_DB, SILENCE_WINDOW_MS, silences } from './silence.js';
import { lostSound } from './lost-sound.js';
import { measureLoudness } from './loudness.js';
import { soundFaults, type SoundLimits } from './sound-faults.js';
import type { SoundAlignment, SoundReport } from './sound-report.js';
import type { SoundRun } from './sound.js';

export interface SoundOptions {
  /** Time in the output minus time in the reference, where the picture has told it. */
  offsetMs?: number;
  /** What lies beneath a dub. Default: the original, turned down by 15 dB. */
  bed?: BedUse;
  limits?: SoundLimits;
}

/** Measures what is heard of an output, against its source where there is one. Memory does not grow with the length. */
export async function measureSound(
  output: readonly SoundRun[],
  reference: readonly SoundRun[] | undefined,
  options: SoundOptions = {},
): Promise<SoundReport> {
  const alignment = reference && alignmentOf(output, reference, options.offsetMs);
  const clicks = findClicks(output);
  const own = reference && alignment ? addedClicks(clicks, reference, alignment.offsetMs) : clicks;
  const { bed = usualBed } = options;
  const lost =
    reference && alignment ? lostSound(output, reference, { offsetMs: alignment.offsetMs, bed }) : silences(output);
  const report = {
    ...(alignment && { alignment }),
    silence: {
      gateDb: SILENCE_GATE_DB,
      resolutionMs: SILENCE_WINDOW_MS,
      longest: longestSilence(output),
      lost: lost.sort((a, b) => b.durationMs - a.durationMs),
    },
    clicks: { places: own, ofReference: clicks.length - own.length },
    loudness: await measureLoudness(output),
    ...(reference && { referenceLoudness: await measureLoudness(reference) }),
  };
  return { ...report, faults: soundFaults(report, options.limits) };
}

/** Offsets of the picture are known to a frame's rounding at best; the phase of the sound tells the rest. */
function alignmentOf(
  output: readonly SoundRun[],
  reference: readonly SoundRun[],
  offsetMs: number | undefined,
): SoundAlignment | undefined {
  if (offsetMs === undefined) {
    const found = alignSounds(output, reference);
    return found === undefined || found.certainty === 'guess' ? undefined : { ...found, foundBy: 'sound' };
  }
  const refined = refineOffset(output, reference, offsetMs);
  return refined === undefined || refined.certainty === 'guess'
    ? {
        offsetMs,
        certainty: 'likely',
        likeness: refined?.likeness ?? 0,
        noise: refined?.noise ?? 0,
        foundBy: 'picture',
      }
    : { ...refined, foundBy: 'picture' };
}
