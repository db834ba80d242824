import type { ProgrammeManifest } from '../../programme/manifest.js';
import { endOf, startOf, type SoundRun } from '../sound/sound.js';

/**
 * Where a moment of the looped programme lies in a recording: all the times at which `lengthMs` from it on are recorded whole.
 * @param programmeMs programme time within one loop
 * @param offsetMs time in the recording minus programme time, for any one loop
 */
export function occurrences(
  runs: readonly SoundRun[],
  { durationMs }: ProgrammeManifest,
  programmeMs: number,
  lengthMs: number,
  offsetMs: number,
): number[] {
  const endMs = endOf(runs);
  const loops = Math.ceil((startOf(runs) - programmeMs - offsetMs) / durationMs);
  const times: number[] = [];
  for (let atMs = programmeMs + offsetMs + loops * durationMs; atMs + lengthMs <= endMs; atMs += durationMs)
    times.push(atMs);
  return times;
}
