/** Everything is measured at this rate; other rates are converted when they are decoded. */
export const MEASURE_RATE_HZ = 48_000;

/** `mid` is the mean of both channels. */
export type Channel = 'left' | 'right' | 'mid';

/** A run of decoded sound whose timestamps follow one another without a gap. */
export interface SoundRun {
  startMs: number;
  /** Number of samples per channel. */
  length: number;
  /** Samples `[from, to)` of the run in −1…1 at `MEASURE_RATE_HZ`; the range lies within the run. */
  read(from: number, to: number, channel?: Channel): Float32Array;
}

export const samplesOf = (ms: number): number => Math.round((ms * MEASURE_RATE_HZ) / 1000);
export const msOf = (samples: number): number => (samples * 1000) / MEASURE_RATE_HZ;

/** Sound that is in memory already. `right` is the same as `left` where it is not given. */
export function soundRun(startMs: number, left: Float32Array, right: Float32Array = left): SoundRun {
  const length = Math.min(left.length, right.length);
  return {
    startMs,
    length,
    read: (from, to, channel = 'mid') => {
      if (channel === 'left' || left === right) return left.slice(from, to);
      if (channel === 'right') return right.slice(from, to);
      return Float32Array.from({ length: to - from }, (_, n) => ((left[from + n] ?? 0) + (right[from + n] ?? 0)) / 2);
    },
  };
}

export const startOf = (runs: readonly SoundRun[]): number => runs[0]?.startMs ?? 0;

export function endOf(runs: readonly SoundRun[]): number {
  const last = runs.at(-1);
  return last === undefined ? 0 : last.startMs + msOf(last.length);
}

/** The samples of `[fromMs, toMs)`; where there is no sound there are zeros. */
export function sliceSound(
  runs: readonly SoundRun[],
  fromMs: number,
  toMs: number,
  channel: Channel = 'mid',
): Float32Array {
  const slice = new Float32Array(Math.max(0, samplesOf(toMs - fromMs)));
  for (const run of runs) {
    const shift = samplesOf(run.startMs - fromMs);
    const first = Math.max(0, -shift);
    const last = Math.min(run.length, slice.length - shift);
    if (last > first) slice.set(run.read(first, last, channel), first + shift);
  }
  return slice;
}

/** A piece of a run: its place and its samples. */
export interface Piece {
  /** Sample number of its beginning within the run. */
  at: number;
  startMs: number;
  samples: Float32Array;
}

/**
 * A run in pieces of at most `length` samples, of which each begins `overlap` samples before the end of the one before:
 * an hour of sound is never in memory at once.
 */
export function* piecesOf(run: SoundRun, length: number, channel: Channel = 'mid', overlap = 0): Generator<Piece> {
  for (let at = 0; at < run.length; at += length - overlap) {
    const samples = run.read(at, Math.min(run.length, at + length), channel);
    yield { at, startMs: run.startMs + msOf(at), samples };
    if (at + length >= run.length) return;
  }
}
