import { int16View, pcmOf } from '@dubbing/common';

const fullScale = 32768;

/** Mono samples from -1 to 1 of interleaved 16-bit PCM: the mean of its channels. */
export function toMono(pcm: Uint8Array, channels: number): Float32Array {
  const interleaved = int16View(pcm);
  const mono = new Float32Array(Math.floor(interleaved.length / channels));
  for (let frame = 0; frame < mono.length; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      sum += interleaved[frame * channels + channel] as number;
    }
    mono[frame] = sum / channels / fullScale;
  }
  return mono;
}

/** Interleaved 16-bit PCM with the mono samples on every channel. Overshoot is clipped. */
export function fromMono(samples: Float32Array, channels: number): Buffer {
  const interleaved = new Int16Array(samples.length * channels);
  for (let frame = 0; frame < samples.length; frame++) {
    const scaled = Math.round((samples[frame] as number) * fullScale);
    const value = Math.max(-fullScale, Math.min(fullScale - 1, scaled));
    interleaved.fill(value, frame * channels, (frame + 1) * channels);
  }
  return pcmOf(interleaved);
}
