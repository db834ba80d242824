import { pcmOf, samplesToNs } from '@dubbing/common';
import type { AudioBlock } from '../../src/media/units.js';

/** @param amplitude 0..1 of full scale @returns mono */
export function sine(frequencyHz: number, amplitude: number, sampleCount: number, sampleRateHz = 48_000): Int16Array {
  const step = (2 * Math.PI * frequencyHz) / sampleRateHz;
  return Int16Array.from({ length: sampleCount }, (_, i) => Math.round(amplitude * 32767 * Math.sin(step * i)));
}

/** Uniform white noise, mono. */
export function noise(random: () => number, amplitude: number, sampleCount: number): Int16Array {
  return Int16Array.from({ length: sampleCount }, () => Math.round(amplitude * 32767 * (2 * random() - 1)));
}

/** The same sound on both channels, interleaved. */
export function stereoOf(mono: Int16Array): Int16Array {
  const stereo = new Int16Array(2 * mono.length);
  for (let i = 0; i < mono.length; i++) stereo[2 * i] = stereo[2 * i + 1] = mono[i]!;
  return stereo;
}

/** Cuts 48 kHz stereo into blocks; `lengths` gives the frames of each and is called until all are used. */
export function blocksOf(stereo: Int16Array, startPtsNs: bigint, lengths: () => number): AudioBlock[] {
  const blocks: AudioBlock[] = [];
  for (let frame = 0; frame < stereo.length / 2;) {
    const end = Math.min(stereo.length / 2, frame + lengths());
    const pcm = Buffer.from(pcmOf(stereo.subarray(2 * frame, 2 * end)));
    blocks.push({ ptsNs: startPtsNs + samplesToNs(frame, 48_000), pcm });
    frame = end;
  }
  return blocks;
}
