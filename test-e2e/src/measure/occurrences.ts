import type { ProgrammeManifest } from '../programme/manifest.js';
import { MEASURE_RATE_HZ, type SoundRun } from './sound.js';

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
  const last = runs.at(-1);
  const first = runs[0];
  if (first === undefined || last === undefined) return [];
  const endMs = last.startMs + (last.samples.length * 1000) / MEASURE_RATE_HZ;
  const loops = Math.ceil((first.startMs - programmeMs - offsetMs) / durationMs);
  const times: number[] = [];
  for (let atMs = programmeMs + offsetMs + loops * durationMs; atMs + lengthMs <= endMs; atMs += durationMs)
    times.push(atMs);
  return times;
}
