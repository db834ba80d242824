import { int16View } from '@dubbing/common';

/** 5 ms: long enough that no join clicks, too short to be heard as a pause. */
export const JOIN_SAMPLES = 240;
const CHANNELS = 2;

/** Takes the sound down over the last 5 ms of two pieces that follow each other; either may be empty. */
export function fadeOutEnd(before: Buffer, last: Buffer): void {
  let left = JOIN_SAMPLES;
  for (const pcm of [last, before]) {
    const samples = int16View(pcm);
    for (let frame = samples.length / CHANNELS - 1; frame >= 0 && left > 0; frame--, left--) {
      scale(samples, frame, rise(JOIN_SAMPLES - left));
    }
  }
}

/** Brings the sound in over 5 ms, of which `done` samples were before. @returns how many were treated */
export function fadeInStart(pcm: Buffer, done: number): number {
  const samples = int16View(pcm);
  const frames = Math.min(JOIN_SAMPLES - done, samples.length / CHANNELS);
  for (let frame = 0; frame < frames; frame++) scale(samples, frame, rise(done + frame));
  return frames;
}

function scale(samples: Int16Array, frame: number, gain: number): void {
  for (let channel = 0; channel < CHANNELS; channel++) {
    const index = CHANNELS * frame + channel;
    samples[index] = Math.round((samples[index] ?? 0) * gain);
  }
}

/** Raised cosine from 0 to 1. */
function rise(step: number): number {
  return 0.5 - 0.5 * Math.cos((Math.PI * (step + 0.5)) / JOIN_SAMPLES);
}
