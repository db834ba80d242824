import { delayOf, DELAY_WINDOW, type Delay } from './delay.js';
import { correlate } from './fft.js';
import { levelDb } from './level.js';
import { endOf, msOf, piecesOf, samplesOf, sliceSound, startOf, type SoundRun } from './sound.js';

/** Where a reference lies in an output, found by sound alone. */
export interface Alignment {
  /** Time in the output minus time in the reference. */
  offsetMs: number;
  /** `sure`: the sounds agree in phase there and nowhere else; `likely`: less clearly; `guess`: they do not. */
  certainty: 'sure' | 'likely' | 'guess';
  /** Agreement in phase, 0 to 1, and what unlike sounds come to. */
  likeness: number;
  noise: number;
}

const STEP_MS = 10;
/** Louder differences say more than noise: everything below is the same silence. */
const FLOOR_DB = -60;
/** Less common sound than this says nothing. */
const LEAST_OVERLAP_MS = 1_500;
const CANDIDATES = 6;
/** Around each candidate the phase is compared this far. */
const SEARCH_MS = 30;
const WINDOWS = 12;
const LOUD_DB = -55;
const SURE_RATIO = 14;
const LIKELY_RATIO = 8;

/** @returns undefined where either is too short or silent */
export function alignSounds(output: readonly SoundRun[], reference: readonly SoundRun[]): Alignment | undefined {
  const found = candidates(envelope(output), envelope(reference))
    .map((lag) => lag * STEP_MS + startOf(output) - startOf(reference))
    .flatMap((offsetMs) => {
      const delay = phaseDelay(output, reference, offsetMs);
      return delay === undefined ? [] : [{ offsetMs: offsetMs + msOf(delay.samples), delay }];
    })
    .sort((a, b) => b.delay.likeness - a.delay.likeness)[0];
  if (found === undefined) return undefined;
  const { likeness, noise } = found.delay;
  const ratio = likeness / noise;
  const certainty = ratio > SURE_RATIO ? 'sure' : ratio > LIKELY_RATIO ? 'likely' : 'guess';
  return { offsetMs: found.offsetMs, certainty, likeness, noise };
}

/** Refines an offset that is known to some milliseconds. */
export function refineOffset(
  output: readonly SoundRun[],
  reference: readonly SoundRun[],
  offsetMs: number,
): Alignment | undefined {
  const delay = phaseDelay(output, reference, offsetMs);
  if (delay === undefined) return undefined;
  const { likeness, noise, samples } = delay;
  const certainty = likeness > SURE_RATIO * noise ? 'sure' : likeness > LIKELY_RATIO * noise ? 'likely' : 'guess';
  return { offsetMs: offsetMs + msOf(samples), certainty, likeness, noise };
}

/** Level in dB, in steps of 10 ms, from the beginning to the end. */
function envelope(runs: readonly SoundRun[]): Float64Array {
  const steps = new Float64Array(Math.max(0, Math.floor((endOf(runs) - startOf(runs)) / STEP_MS))).fill(FLOOR_DB);
  const step = samplesOf(STEP_MS);
  for (const run of runs)
    for (const { startMs, samples } of piecesOf(run, 1_000 * step))
      for (let at = 0; at + step <= samples.length; at += step) {
        const index = Math.round((startMs + msOf(at) - startOf(runs)) / STEP_MS);
        if (index >= 0 && index < steps.length)
          steps[index] = Math.max(FLOOR_DB, levelDb(samples.subarray(at, at + step)));
      }
  return steps;
}

/** Lags, in steps, at which the envelopes are most alike, the best first. */
function candidates(output: Float64Array, reference: Float64Array): number[] {
  const [a, b] = [centred(output), centred(reference)];
  const [powerA, powerB] = [sums(a), sums(b)];
  const least = Math.min(LEAST_OVERLAP_MS / STEP_MS, a.length, b.length);
  if (least === 0) return [];
  const products = correlate(a, b);
  const likeness = products.map((product, index) => {
    const lag = index - (b.length - 1);
    const [from, to] = [Math.max(0, lag), Math.min(a.length, b.length + lag)];
    if (to - from < least) return -1;
    const powers = ((powerA[to] ?? 0) - (powerA[from] ?? 0)) * ((powerB[to - lag] ?? 0) - (powerB[from - lag] ?? 0));
    // The root of the length lets a long agreement win over a short one that is as close.
    return powers <= 0 ? -1 : (product / Math.sqrt(powers)) * Math.sqrt((to - from) / Math.min(a.length, b.length));
  });
  const best: number[] = [];
  for (const _ of Array(CANDIDATES).keys()) {
    let top = -1;
    likeness.forEach((value, index) => {
      if (value > (likeness[top] ?? 0)) top = index;
    });
    if (top < 0) break;
    best.push(top - (b.length - 1));
    likeness.fill(-1, Math.max(0, top - 3), top + 4);
  }
  return best;
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return values.map((value) => value - mean);
}

/** Sums of squares of all that lies before each place. */
function sums(values: Float64Array): Float64Array {
  const sum = new Float64Array(values.length + 1);
  values.forEach((value, n) => (sum[n + 1] = (sum[n] ?? 0) + value * value));
  return sum;
}

/** Compares in phase, in places spread over all that both have and where neither is silent. */
function phaseDelay(output: readonly SoundRun[], reference: readonly SoundRun[], offsetMs: number): Delay | undefined {
  const fromMs = Math.ceil(Math.max(startOf(output), startOf(reference) + offsetMs));
  const lengthMs = msOf(DELAY_WINDOW);
  const roomMs = Math.min(endOf(output), endOf(reference) + offsetMs) - fromMs - lengthMs;
  if (roomMs < 0) return undefined;
  const places = Array.from({ length: WINDOWS }, (_, n) => fromMs + Math.floor((roomMs * n) / (WINDOWS - 1)));
  const pairs = [...new Set(places)]
    .map((atMs) => ({
      output: sliceSound(output, atMs, atMs + lengthMs),
      reference: sliceSound(reference, atMs - offsetMs, atMs - offsetMs + lengthMs),
    }))
    .filter((pair) => levelDb(pair.output) > LOUD_DB && levelDb(pair.reference) > LOUD_DB)
    .filter((pair) => pair.output.length === DELAY_WINDOW && pair.reference.length === DELAY_WINDOW);
  return pairs.length === 0 ? undefined : delayOf(pairs, samplesOf(SEARCH_MS));
}
