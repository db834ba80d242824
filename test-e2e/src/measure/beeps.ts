import { MEASURE_RATE_HZ, piecesOf, type SoundRun } from '../probe/sound/sound.js';

const TONE_HZ = 1_000;
/** The tone's level is followed in steps of 1 ms over windows of 4 ms: four whole periods. */
const STEP = MEASURE_RATE_HZ / 1000;
const WINDOW = 4 * STEP;
/** Ten seconds, and a whole number of steps. */
const PIECE = 10_000 * STEP;
/** A beep is loud (over −42 dBFS peak), nearly nothing but tone, and lasts 60 to 140 ms. */
const MIN_AMPLITUDE = 0.008;
const MIN_PURITY = 0.6;
const MIN_LENGTH_MS = 60;
const MAX_LENGTH_MS = 140;
/** A decoder fades in over its first frame: a beep with which a recording begins has no onset to be timed. */
const DECODER_START_MS = 50;

interface Step {
  amplitude: number;
  purity: number;
}

/** Times, in milliseconds, at which 100 ms of 1 kHz begin. */
export function findBeeps(runs: readonly SoundRun[]): number[] {
  return runs.flatMap((run) => {
    const steps: Step[] = [];
    // Each piece begins where the last window of the one before did not reach.
    for (const { samples } of piecesOf(run, PIECE, 'mid', WINDOW - STEP)) steps.push(...follow(samples));
    return beepsOf(steps).map((atMs) => run.startMs + atMs);
  });
}

function follow(samples: Float32Array): Step[] {
  const step = (2 * Math.PI * TONE_HZ) / MEASURE_RATE_HZ;
  const sine = Float64Array.from({ length: WINDOW }, (_, n) => Math.sin(step * n));
  const cosine = Float64Array.from({ length: WINDOW }, (_, n) => Math.cos(step * n));
  const steps: Step[] = [];
  for (let at = 0; at + WINDOW <= samples.length; at += STEP) {
    let [re, im, power] = [0, 0, 0];
    for (let n = 0; n < WINDOW; n += 1) {
      const x = samples[at + n] ?? 0;
      re += x * (cosine[n] ?? 0);
      im += x * (sine[n] ?? 0);
      power += x * x;
    }
    const tonePower = (2 * (re * re + im * im)) / WINDOW;
    steps.push({ amplitude: Math.sqrt((2 * tonePower) / WINDOW), purity: power === 0 ? 0 : tonePower / power });
  }
  return steps;
}

function beepsOf(steps: readonly Step[]): number[] {
  const beeps: number[] = [];
  for (let start = 0; start < steps.length; start += 1) {
    if (!isTone(steps[start])) continue;
    let end = start;
    while (isTone(steps[end])) end += 1;
    const lengthMs = end - start;
    if (start >= DECODER_START_MS && lengthMs >= MIN_LENGTH_MS && lengthMs <= MAX_LENGTH_MS)
      beeps.push(onsetMs(steps, start, end));
    start = end;
  }
  return beeps;
}

function isTone(step: Step | undefined): boolean {
  return step !== undefined && step.amplitude > MIN_AMPLITUDE && step.purity > MIN_PURITY;
}

/** Where the tone passes half its level, to a fraction of a step: there the window is half full. */
function onsetMs(steps: readonly Step[], start: number, end: number): number {
  const half = (steps[Math.floor((start + end) / 2)]?.amplitude ?? 0) / 2;
  let at = start;
  while (at > 0 && (steps[at]?.amplitude ?? 0) > half) at -= 1;
  while ((steps[at]?.amplitude ?? 0) < half) at += 1;
  const [before, after] = [steps[at - 1]?.amplitude ?? 0, steps[at]?.amplitude ?? 0];
  const fraction = after === before ? 0 : (half - before) / (after - before);
  return at - 1 + fraction + (WINDOW * 500) / MEASURE_RATE_HZ;
}
