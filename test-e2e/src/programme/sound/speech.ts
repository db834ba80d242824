import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeWav } from '@dubbing/common';
import type { Voice } from '../script.js';
import { SAMPLE_RATE_HZ } from '../format.js';
import { upsample } from './upsample.js';

const run = promisify(execFile);

/** Speech is brought to this level (of its voiced part), so that all voices are equally loud. */
const SPEECH_RMS = 10 ** (-22 / 20);

/**
 * Speaks a sentence with flite.
 * @returns 48 kHz mono samples in −1…1, without flite's leading and trailing silence
 */
export async function speak(voice: Voice, text: string): Promise<Float32Array> {
  const folder = await mkdtemp(join(tmpdir(), 'dubbing-speech-'));
  try {
    const file = join(folder, 'sentence.wav');
    await run('flite', ['-voice', voice, '-t', text, '-o', file]);
    const { pcm, format } = decodeWav(await readFile(file));
    if (format.sampleRateHz !== 16_000 || format.channels !== 1)
      throw new Error(`flite voice ${voice} is not 16 kHz mono`);
    const samples = Float32Array.from({ length: pcm.length / 2 }, (_, n) => pcm.readInt16LE(2 * n) / 32_768);
    return level(trim(upsample(samples, SAMPLE_RATE_HZ / format.sampleRateHz)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Keeps 20 ms around what is louder than −50 dBFS. */
function trim(samples: Float32Array): Float32Array {
  const isLoud = (sample: number): boolean => Math.abs(sample) > 0.003;
  const keep = SAMPLE_RATE_HZ / 50;
  const first = samples.findIndex(isLoud);
  const last = samples.findLastIndex(isLoud);
  return samples.slice(Math.max(0, first - keep), Math.min(samples.length, last + keep));
}

/** Sets the level by the louder half of 20 ms windows: pauses inside a sentence must not count. */
function level(samples: Float32Array): Float32Array {
  const window = SAMPLE_RATE_HZ / 50;
  const powers: number[] = [];
  for (let at = 0; at + window <= samples.length; at += window) {
    powers.push(samples.subarray(at, at + window).reduce((sum, x) => sum + x * x, 0) / window);
  }
  powers.sort((a, b) => b - a);
  const voiced = powers.slice(0, Math.ceil(powers.length / 2));
  const rms = Math.sqrt(voiced.reduce((sum, power) => sum + power, 0) / voiced.length);
  return samples.map((x) => Math.max(-0.9, Math.min(0.9, (x * SPEECH_RMS) / rms)));
}
