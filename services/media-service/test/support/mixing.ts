import { dbFromLinear, int16View, samplesToNs, type Interval } from '@dubbing/common';
import { expect } from 'chai';
import { EMPTY_SCHEDULE, type Placement, type ScheduleView } from '../../src/media/schedule.js';
import { Mixer, type MixerOptions } from '../../src/mix/mixer.js';
import { blocksOf } from './sound.js';

const MS = 1_000_000n;
export const SECOND = 48_000;

export function interval(startMs: number, endMs: number): Interval {
  return { startPtsNs: BigInt(startMs) * MS, endPtsNs: BigInt(endMs) * MS };
}

/** A dub at `startMs` that translates its own interval, where `more` does not say otherwise. */
export function placement(startMs: number, pcm48k: Int16Array, more: Partial<Placement> = {}): Placement {
  const startPtsNs = BigInt(startMs) * MS;
  const endPtsNs = startPtsNs + samplesToNs(pcm48k.length, SECOND);
  const source = { startPtsNs, endPtsNs };
  const fragmentId = `f${startMs}`;
  return { fragmentId, startPtsNs, endPtsNs, source, text: '', pcm48k, sourceLufs: -Infinity, ...more };
}

export interface MixedSound {
  readonly options?: MixerOptions;
  /** Frames of each block. Default 1024. */
  readonly lengths?: () => number;
  readonly startPtsNs?: bigint;
  /** Interleaved stereo as long as the sound; `hasBed` tells which blocks carry it. */
  readonly bed?: Int16Array;
  readonly hasBed?: (block: number) => boolean;
}

/** Mixes a whole sound; every block sees the whole schedule. Holds the mixer to the times and the length of what it was given. */
export function mixAll(stereo: Int16Array, view: Partial<ScheduleView>, given: MixedSound = {}): Int16Array {
  const { options, lengths = () => 1024, startPtsNs = 0n, bed, hasBed = () => true } = given;
  const mixer = new Mixer(options);
  const schedule = { ...EMPTY_SCHEDULE, ...view };
  const blocks = blocksOf(stereo, startPtsNs, lengths);
  let at = 0;
  blocks.forEach((block, index) => {
    if (bed !== undefined && hasBed(index)) {
      const copy = bed.slice(at, at + block.pcm.length / 2);
      block.bed = Buffer.from(copy.buffer, copy.byteOffset, copy.byteLength);
    }
    at += block.pcm.length / 2;
  });
  const whole = new Int16Array(stereo.length);
  let written = 0;
  let expectedPtsNs = startPtsNs;
  for (const { ptsNs, pcm } of [...blocks.flatMap((block) => mixer.mix(block, schedule)), ...mixer.flush()]) {
    expect(Number(ptsNs - expectedPtsNs)).to.be.within(-2, 2);
    whole.set(int16View(pcm), written);
    written += pcm.length / 2;
    expectedPtsNs = ptsNs + samplesToNs(pcm.length / 4, SECOND);
  }
  expect(written).to.equal(stereo.length);
  return whole;
}

export function constant(value: number, samples: number): Int16Array {
  return new Int16Array(2 * samples).fill(value);
}

export function silence(durationMs: number): Int16Array {
  return new Int16Array(durationMs * 48);
}

/** Gain in dB of a mix of the constant 10000. */
export function gainAt(mixed: Int16Array, atMs: number): number {
  return dbFromLinear(mixed[2 * Math.round(atMs * 48)]! / 10_000);
}

export function largestDifference(a: Int16Array, b: Int16Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

/** Largest step from one sample of a channel to its next. */
export function largestStep(stereo: Int16Array): number {
  let most = 0;
  for (let i = 2; i < stereo.length; i++) most = Math.max(most, Math.abs(stereo[i]! - stereo[i - 2]!));
  return most;
}
