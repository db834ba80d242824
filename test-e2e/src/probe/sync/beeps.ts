import type { SoundBlock } from '../sound/decode.js';
import { MEASURE_RATE_HZ } from '../sound/sound.js';

const TONE_HZ = 1_000;
/** The tone's level is followed in steps of 1 ms, one period, over windows of four. */
const STEP = MEASURE_RATE_HZ / 1000;
const STEPS_PER_WINDOW = 4;
const WINDOW = STEPS_PER_WINDOW * STEP;
/** A beep is loud (over −42 dBFS peak), nearly nothing but tone, and lasts 60 to 140 ms. */
const MIN_AMPLITUDE = 0.008;
const MIN_PURITY = 0.6;
const MIN_LENGTH_MS = 60;
const MAX_LENGTH_MS = 140;
/** The level climbs for as long as a window lasts before the tone is pure. */
const LEAD_STEPS = 6;
/** A decoder fades in over its first frame: a beep with which a recording begins has no onset to be timed. */
const DECODER_START_MS = 50;
/** A block further from where the samples before it end begins a new run. */
const GAP_MS = 3;
/** Timestamps in whole milliseconds jitter; over this many blocks they do not. */
const CLOCK_BLOCKS = 48;

interface Step {
  amplitude: number;
  purity: number;
}

/** The steps of a tone that may be a beep, with a few before it. */
interface Tone {
  firstStep: number;
  steps: Step[];
  length: number;
}

const phase = (2 * Math.PI * TONE_HZ) / MEASURE_RATE_HZ;
const sine = Float64Array.from({ length: STEP }, (_, n) => Math.sin(phase * n));
const cosine = Float64Array.from({ length: STEP }, (_, n) => Math.cos(phase * n));

/** The times, in milliseconds, at which 100 ms of 1 kHz begin. */
export function findBeeps(blocks: Iterable<SoundBlock>): number[] {
  const finder = new BeepFinder();
  for (const block of blocks) finder.push(block);
  return finder.beepsMs;
}

class BeepFinder {
  readonly beepsMs: number[] = [];
  /** Samples that no step has been made of yet. */
  #rest: Float32Array = new Float32Array(0);
  /** Samples of the run before `#rest`. */
  #before = 0;
  /** Time of the run's first sample, by the newest timestamps. */
  #zeroMs: number | undefined;
  #blocks = 0;
  /** The periods of the window that is not yet whole. */
  readonly #periods: Period[] = [];
  readonly #lead: Step[] = [];
  #tone: Tone | undefined;
  #step = 0;

  push({ startMs, samples }: SoundBlock): void {
    const atMs = ((this.#before + this.#rest.length) * 1000) / MEASURE_RATE_HZ;
    const zeroMs = startMs - atMs;
    if (this.#zeroMs === undefined || Math.abs(zeroMs - this.#zeroMs) > GAP_MS) this.#begin(startMs);
    else {
      this.#blocks += 1;
      this.#zeroMs += (zeroMs - this.#zeroMs) / Math.min(this.#blocks, CLOCK_BLOCKS);
    }
    const joined = new Float32Array(this.#rest.length + samples.length);
    joined.set(this.#rest);
    joined.set(samples, this.#rest.length);
    let at = 0;
    for (; at + STEP <= joined.length; at += STEP) {
      this.#periods.push(periodOf(joined, at));
      if (this.#periods.length < STEPS_PER_WINDOW) continue;
      this.#follow(levelOf(this.#periods));
      this.#periods.shift();
    }
    this.#rest = joined.slice(at);
    this.#before += at;
  }

  #begin(startMs: number): void {
    this.#zeroMs = startMs;
    this.#blocks = 1;
    this.#rest = new Float32Array(0);
    this.#before = 0;
    this.#step = 0;
    this.#lead.length = 0;
    this.#periods.length = 0;
    this.#tone = undefined;
  }

  #follow(step: Step): void {
    const isTone = step.amplitude > MIN_AMPLITUDE && step.purity > MIN_PURITY;
    if (isTone && this.#tone === undefined)
      this.#tone = { firstStep: this.#step - this.#lead.length, steps: [...this.#lead], length: 0 };
    if (this.#tone !== undefined) {
      // What is longer than a beep is none: it is waited out without being kept.
      if (this.#tone.length <= MAX_LENGTH_MS) this.#tone.steps.push(step);
      if (isTone) this.#tone.length += 1;
      else this.#close(this.#tone);
    }
    this.#lead.push(step);
    if (this.#lead.length > LEAD_STEPS) this.#lead.shift();
    this.#step += 1;
  }

  #close({ firstStep, steps, length }: Tone): void {
    this.#tone = undefined;
    const startStep = firstStep + steps.length - 1 - length;
    if (length < MIN_LENGTH_MS || length > MAX_LENGTH_MS || startStep < DECODER_START_MS) return;
    this.beepsMs.push((this.#zeroMs ?? 0) + firstStep + onsetStep(steps));
  }
}

/** One period of the tone, correlated with it: its phase is the same in each. */
interface Period {
  re: number;
  im: number;
  power: number;
}

function periodOf(samples: Float32Array, at: number): Period {
  let [re, im, power] = [0, 0, 0];
  for (let n = 0; n < STEP; n += 1) {
    const x = samples[at + n] ?? 0;
    re += x * (cosine[n] ?? 0);
    im += x * (sine[n] ?? 0);
    power += x * x;
  }
  return { re, im, power };
}

function levelOf(periods: readonly Period[]): Step {
  let [re, im, power] = [0, 0, 0];
  for (const period of periods) {
    re += period.re;
    im += period.im;
    power += period.power;
  }
  const tonePower = (2 * (re * re + im * im)) / WINDOW;
  return { amplitude: Math.sqrt((2 * tonePower) / WINDOW), purity: power === 0 ? 0 : tonePower / power };
}

/** Where the tone passes half its level, to a fraction of a step: there the window is half full. */
function onsetStep(steps: readonly Step[]): number {
  const half = (steps[Math.floor(steps.length / 2)]?.amplitude ?? 0) / 2;
  const at = steps.findIndex(({ amplitude }) => amplitude >= half);
  const [before, after] = [steps[at - 1]?.amplitude ?? 0, steps[at]?.amplitude ?? 0];
  const fraction = after === before ? 0 : (half - before) / (after - before);
  return at - 1 + fraction + (WINDOW * 500) / MEASURE_RATE_HZ;
}
