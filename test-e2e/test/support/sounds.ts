import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryDir } from '../../src/paths.js';
import { runTool } from '../../src/process/run-tool.js';
import type { Voice } from '../../src/programme/script.js';
import { speak } from '../../src/programme/sound/speech.js';

export const RATE_HZ = 48_000;

/** Numbers in −1…1, the same for the same seed. */
export function noise(seconds: number, amplitude: number, seed = 1): Float32Array {
  const samples = new Float32Array(Math.round(seconds * RATE_HZ));
  let state = seed;
  for (let n = 0; n < samples.length; n += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    samples[n] = amplitude * (state / 2 ** 31 - 1);
  }
  return samples;
}

export function sine(seconds: number, frequencyHz: number, amplitude: number): Float32Array {
  return Float32Array.from(
    { length: Math.round(seconds * RATE_HZ) },
    (_, n) => amplitude * Math.sin((2 * Math.PI * frequencyHz * n) / RATE_HZ),
  );
}

/** Kick, snare and hi-hat twice a second over a held chord. */
export function drums(seconds: number): Float32Array {
  const hiss = noise(seconds, 1, 7);
  const chord = [220, 277, 330].map((hz) => sine(seconds, hz, 0.05));
  return hiss.map((white, n) => {
    const beat = Math.floor((2 * n) / RATE_HZ);
    const t = n / RATE_HZ - beat / 2;
    const kick = 0.5 * Math.exp(-18 * t) * Math.sin(2 * Math.PI * (50 * t + 2 * (1 - Math.exp(-40 * t))));
    const snare = beat % 2 === 1 ? 0.25 * Math.exp(-25 * t) * white : 0;
    return kick + snare + 0.1 * Math.exp(-60 * t) * white + chord.reduce((sum, tone) => sum + (tone[n] ?? 0), 0);
  });
}

/** The louder of both lengths; what is shorter ends earlier. Each part begins at its second. */
export function mix(...parts: readonly (readonly [Float32Array, number?, number?])[]): Float32Array {
  const length = Math.max(...parts.map(([samples, atS = 0]) => samples.length + Math.round(atS * RATE_HZ)));
  const sum = new Float32Array(length);
  for (const [samples, atS = 0, gain = 1] of parts) {
    const at = Math.round(atS * RATE_HZ);
    for (let n = 0; n < samples.length; n += 1) sum[at + n] = (sum[at + n] as number) + gain * (samples[n] as number);
  }
  return sum;
}

export const seconds = (samples: Float32Array, from: number, to: number): Float32Array =>
  samples.slice(Math.round(from * RATE_HZ), Math.round(to * RATE_HZ));

const spoken = new Map<string, Promise<Float32Array>>();

/** A sentence of a synthetic voice, spoken once in a test run. */
export function voice(name: Voice, text: string): Promise<Float32Array> {
  const key = `${name}: ${text}`;
  const made = spoken.get(key) ?? speak(name, text);
  spoken.set(key, made);
  return made;
}

/** A recording of the `shared` folder beside the repository; undefined where that is absent. */
export async function sharedSound(path: string): Promise<Float32Array | undefined> {
  const file = join(repositoryDir, '..', 'shared', 'audio', path);
  if (!existsSync(file)) return undefined;
  const { stdout } = await runTool('ffmpeg', [
    '-v',
    'error',
    '-i',
    file,
    '-ar',
    String(RATE_HZ),
    '-ac',
    '1',
    '-f',
    'f32le',
    '-',
  ]);
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
}
