import { stsError } from '../../errors.js';
import type { Piece } from './text/pieces.js';

/** Silence between two pieces at the natural pace, about what newsreaders make. */
const pauseMs: Readonly<Record<Piece['end'], number>> = { sentence: 350, clause: 150, word: 0 };

/** Below this, 54 dB under full scale, a voice makes no sound. */
const silenceLevel = 0.002;

export interface SpokenPiece {
  readonly samples: Float32Array;
  readonly end: Piece['end'];
}

/**
 * The sound as the model made it. One that is louder than full scale is turned down as a whole,
 * since clipping would distort it.
 * @throws DubbingError ENGINE_FAILED when there are values in it that are no numbers.
 */
export function soundOf(samples: Float32Array, source: string): Float32Array {
  let peak = 0;
  for (let at = 0; at < samples.length; at += 1) {
    const level = Math.abs(samples[at] as number);
    // False for NaN as well as for the infinite.
    if (!(level < Infinity)) {
      throw stsError('ENGINE_FAILED', `the model ${source} made a sound with values that are no numbers`, { source });
    }
    if (level > peak) peak = level;
  }
  return peak > 1 ? samples.map((sample) => sample / peak) : samples;
}

/**
 * The pieces one after the other. Models put silence of their own around what they speak; it counts
 * as a part of the pause, and is never cut.
 * @param pace shortens the pauses as it shortens the speech
 */
export function joinPieces(pieces: readonly SpokenPiece[], sampleRateHz: number, pace: number): Float32Array {
  if (pieces.length === 1 && pieces[0] !== undefined) return pieces[0].samples;
  const gaps = pieces.map(({ samples, end }, at) => {
    const next = pieces[at + 1];
    if (next === undefined) return 0;
    const wanted = Math.round((pauseMs[end] * sampleRateHz) / 1000 / pace);
    return Math.max(0, wanted - silenceAtEnd(samples) - silenceAtStart(next.samples));
  });
  const length = pieces.reduce((sum, { samples }, at) => sum + samples.length + (gaps[at] ?? 0), 0);
  const joined = new Float32Array(length);
  let at = 0;
  for (const [index, { samples }] of pieces.entries()) {
    joined.set(samples, at);
    at += samples.length + (gaps[index] ?? 0);
  }
  return joined;
}

/** Samples without the silence around them. */
export function soundingLength(samples: Float32Array): number {
  return Math.max(0, samples.length - silenceAtStart(samples) - silenceAtEnd(samples));
}

function silenceAtStart(samples: Float32Array): number {
  const first = samples.findIndex((sample) => Math.abs(sample) > silenceLevel);
  return first < 0 ? samples.length : first;
}

function silenceAtEnd(samples: Float32Array): number {
  return samples.length - 1 - samples.findLastIndex((sample) => Math.abs(sample) > silenceLevel);
}
