import type { AsRunDub, AsRunFragment } from '../../src/probe/dub/as-run-line.js';
import type { AsRunSession } from '../../src/probe/dub/as-run.js';
import { mix, noise, RATE_HZ, voice } from './sounds.js';

/** One sentence: where the original and its dub begin, in seconds. */
export interface Planted {
  originalS: number;
  original: Float32Array;
  dubS: number;
  dub: Float32Array;
  text: string;
  /** What the record says instead of `spoken`. */
  outcome?: AsRunDub['outcome'];
  /** The dub is in the record but not in the sound. */
  isMute?: boolean;
}

const originals = [
  'Good evening, and welcome to the news at nine.',
  'The river has risen by two metres since Monday.',
  'Schools in the valley stay closed until Friday.',
  'And now the weather for tomorrow, with rain.',
];
const dubs = [
  'Buenas noches y bienvenidos a las noticias.',
  'El rio ha subido dos metros desde el lunes.',
  'Las escuelas del valle siguen cerradas.',
  'Y ahora el tiempo para manana, con lluvia.',
];

/** Four sentences, five seconds apart; each dub begins 120 ms after its original. */
export async function sentences(): Promise<Planted[]> {
  const voices = ['slt', 'rms', 'slt', 'rms'] as const;
  return Promise.all(
    originals.map(async (text, index) => {
      const originalS = 2 + 5 * index;
      return {
        originalS,
        original: await voice(voices[index] ?? 'slt', text),
        dubS: originalS + 0.12,
        dub: await voice('awb', dubs[index] ?? ''),
        text: dubs[index] ?? '',
      };
    }),
  );
}

/** Up to where the next sentence would begin. */
const lengthOf = (planted: readonly Planted[]): number => 2 + 5 * planted.length;

/** The source: the sentences over soft noise. */
export function source(planted: readonly Planted[]): Float32Array {
  const bed = noise(lengthOf(planted), 0.01, 3);
  return mix([bed], ...planted.map(({ original, originalS }) => [original, originalS] as const));
}

/** What a mixer makes of it: the source turned down by `bedDb` under every dub, with the dubs over it at `dubGain`. */
export function dubbed(planted: readonly Planted[], { bedDb = -15, dubGain = 1 } = {}): Float32Array {
  const gain = new Float32Array(lengthOf(planted) * RATE_HZ).fill(1);
  for (const { dubS, dub, outcome, isMute } of planted) {
    if (outcome !== undefined || isMute === true) continue;
    const [from, to] = [dubS * RATE_HZ, dubS * RATE_HZ + dub.length];
    // 150 ms down before the dub, 400 ms up after it, straight in dB.
    for (let n = Math.round(from - 0.15 * RATE_HZ); n < to + 0.4 * RATE_HZ && n < gain.length; n += 1) {
      const depth = Math.min(1, (n - from) / (0.15 * RATE_HZ) + 1, (to - n) / (0.4 * RATE_HZ) + 1);
      gain[n] = Math.min(gain[n] ?? 1, 10 ** ((bedDb * depth) / 20));
    }
  }
  const bed = source(planted).map((value, n) => value * (gain[n] ?? 1));
  const heard = planted.filter(({ outcome, isMute }) => outcome === undefined && isMute !== true);
  return mix([bed], ...heard.map(({ dub, dubS }) => [dub, dubS, dubGain] as const));
}

/** Where a dub begins to be heard, in ms after its beginning: a voice may begin with next to nothing. */
export function onsetMs(dub: Float32Array): number {
  const powerOf = (from: number, to: number): number =>
    dub.subarray(from, to).reduce((sum, value) => sum + value * value, 0) / (to - from);
  const least = powerOf(0, dub.length) / 10 ** 2.2;
  let at = 0;
  while (powerOf(at, at + 480) < least) at += 48;
  return (at * 1000) / RATE_HZ;
}

/** Where the programme's clock stands when the sound begins. */
export const zeroMs = 61_000;

/** The record as the worker would have written it. */
export function session(planted: readonly Planted[]): AsRunSession {
  return {
    session: '2030-01-01T00:00:00.000Z',
    outputs: [{ language: 'es', url: 'file:///es.ts', zeroMs }],
    fragments: planted.map(({ originalS, original, dubS, dub, text, outcome = 'spoken' }, index): AsRunFragment => {
      const place = (atS: number): number => zeroMs + atS * 1000;
      const placed =
        outcome === 'spoken'
          ? { placedStartMs: place(dubS), placedEndMs: place(dubS) + (dub.length * 1000) / RATE_HZ, text }
          : {};
      return {
        fragmentId: `f${index}`,
        sequence: index,
        startMs: place(originalS),
        endMs: place(originalS) + (original.length * 1000) / RATE_HZ,
        dubs: [{ language: 'es', outcome, ...placed }],
      };
    }),
  };
}
