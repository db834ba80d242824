/** The plain loops over interleaved 16-bit stereo that every block of every language goes through. */

/** @returns the largest magnitude */
export function peakOf(samples: Int16Array): number {
  let least = 0;
  let most = 0;
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i]!;
    if (value > most) most = value;
    else if (value < least) least = value;
  }
  return Math.max(most, -least);
}

export function deinterleave(samples: Int16Array, left: Float32Array, right: Float32Array): void {
  for (let i = 0, j = 0; j < samples.length; i++, j += 2) {
    left[i] = samples[j]!;
    right[i] = samples[j + 1]!;
  }
}

/** Rounds and clips the first `frames` samples of both channels. */
export function interleave(left: Float32Array, right: Float32Array, frames: number): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(2 * frames);
  for (let i = 0, j = 0; i < frames; i++, j += 2) {
    samples[j] = toInt16(left[i]!);
    samples[j + 1] = toInt16(right[i]!);
  }
  return samples;
}

/** The sound goes to nothing from its first sample to its last. */
export function fadeOut(samples: Int16Array): void {
  const frames = samples.length / 2;
  for (let i = 0; i < frames; i++) scaleFrame(samples, i, 1 - rise((i + 1) / frames));
}

/**
 * The sound comes in over `length` frames, of which `done` were before.
 * @returns how many frames were treated
 */
export function fadeIn(samples: Int16Array, done: number, length: number): number {
  const frames = Math.min(length - done, samples.length / 2);
  for (let i = 0; i < frames; i++) scaleFrame(samples, i, rise((done + i) / length));
  return frames;
}

function scaleFrame(samples: Int16Array, frame: number, gain: number): void {
  samples[2 * frame] = toInt16(samples[2 * frame]! * gain);
  samples[2 * frame + 1] = toInt16(samples[2 * frame + 1]! * gain);
}

/** Raised cosine from 0 to 1. */
function rise(share: number): number {
  return 0.5 - 0.5 * Math.cos(Math.PI * share);
}

function toInt16(value: number): number {
  const rounded = value < 0 ? value - 0.5 : value + 0.5;
  return rounded > 32_767 ? 32_767 : rounded < -32_768 ? -32_768 : Math.trunc(rounded);
}
