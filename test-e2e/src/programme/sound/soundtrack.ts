import type { Schedule } from '../schedule.js';
import { beep } from './beep.js';
import { addMusic } from './music.js';
import { addMono, silentTrack, type StereoTrack } from './track.js';

/** The whole sound of one loop: music bed, voices, beeps. */
export function composeSoundtrack(schedule: Schedule, spoken: readonly Float32Array[]): StereoTrack {
  const track = silentTrack(schedule.durationMs);
  addMusic(track);
  schedule.sentences.forEach(({ startMs, index }) => addMono(track, startMs, spoken[index] ?? new Float32Array()));
  const tone = beep();
  schedule.beepsMs.forEach((startMs) => addMono(track, startMs, tone));
  return track;
}
