import { bandExcessDb } from './band-excess.js';
import { dbOf, median } from './level.js';
import { hann, predictionResidual } from './prediction.js';
import { MEASURE_RATE_HZ, msOf, piecesOf, samplesOf, type Channel, type SoundRun } from './sound.js';

/** A jump in the samples that the sound around it does not explain. */
export interface Click {
  atMs: number;
  /** How far it stands out of what prediction leaves over in the 25 ms around it. */
  sizeDb: number;
  channel: Channel;
}

/** The residual is followed in buckets of half a millisecond. */
const BUCKET = MEASURE_RATE_HZ / 2000;
/** A fault may have two ends, such as 3 ms of zeros: what lies nearer than 6 ms is no neighbourhood to compare with. */
const NEAR = 12;
const FAR = 50;
/**
 * Which of the strongest buckets of the neighbourhood a click is compared with. The strongest ones may be another click; pulses
 * of a voice are more than these.
 */
const RANK = 4;
/**
 * What a jump is at least. Plosives of synthetic voices, their AAC, and glottal pulses of low voices come up to 20 dB, but are not
 * alone as a jump is: see below.
 */
export const LEAST_CLICK_DB = 18;
/**
 * A jump is alone: what lies 1 to 4 ms from it is this much softer, but for its other end. A burst goes on. Coders shape the error
 * of a burst into a spike at its beginning that nearly is alone, but lies where the sound has no power to mask or to be masked by.
 */
const LEAST_ALONE_DB = 18;
const [ALONE_FROM, ALONE_TO] = [2, 8];
/** Or it stands out in the middle of the spectrum as well. */
const LEAST_BAND_EXCESS_DB = 6;
/** A burst of speech lasts longer than a jump: the more of the power lies outside of the jump, the more it has to stand out. */
const CONCENTRATED = 0.85;
const SPREAD_DB = 40;
/** What is this much softer than the sound at the same place is not heard, and a codec makes as much. */
const LEAST_TO_SIGNAL_DB = -20;
/** Below −60 dBFS nobody hears it. */
const LEAST_PEAK = 0.001;
/** A neighbourhood that is digital silence is taken to be this loud. */
const FLOOR = 3e-4;
/** A tone that begins breaks off the prediction, but its samples jump no further than within the tone. */
const LEAST_JUMP_RATIO = 1.5;
const TONAL_DB = -34;
/** One fault is told once. */
const APART_MS = 60;

const HOP = 1024;
const WINDOW = hann(2 * HOP);
const PIECE = samplesOf(10_000);
/** As much as a bucket's neighbourhood needs to either side; the first and last 50 ms of a run have none and are not judged. */
const MARGIN = samplesOf(50);

/** Finds clicks on either channel, in the order of time. */
export function findClicks(runs: readonly SoundRun[], leastSizeDb = LEAST_CLICK_DB): Click[] {
  const found = runs.flatMap((run) =>
    (isMono(run) ? (['mid'] as const) : (['left', 'right'] as const)).flatMap((channel) =>
      clicksOf(run, channel, leastSizeDb),
    ),
  );
  return merge(found.sort((a, b) => a.atMs - b.atMs));
}

function isMono(run: SoundRun): boolean {
  for (const { at, samples: left } of piecesOf(run, PIECE, 'left')) {
    const right = run.read(at, at + left.length, 'right');
    if (left.some((value, n) => value !== right[n])) return false;
  }
  return true;
}

function clicksOf(run: SoundRun, channel: Channel, leastSizeDb: number): Click[] {
  const clicks: Click[] = [];
  for (const { startMs, samples } of piecesOf(run, PIECE, channel, 2 * MARGIN)) {
    const found = new Piece(samples).clicks(leastSizeDb);
    clicks.push(...found.map(({ at, sizeDb }) => ({ atMs: startMs + msOf(at), sizeDb, channel })));
  }
  return clicks;
}

function merge(clicks: readonly Click[]): Click[] {
  const merged: Click[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const click of clicks) {
    const before = merged.at(-1);
    if (before === undefined || click.atMs - lastMs > APART_MS) merged.push({ ...click });
    else if (click.sizeDb > before.sizeDb) Object.assign(before, { sizeDb: click.sizeDb, channel: click.channel });
    lastMs = click.atMs;
  }
  return merged;
}

/** A stretch of one channel, and what prediction leaves over of it. */
class Piece {
  readonly #residual: Float32Array;
  readonly #peaks: Float32Array;

  constructor(readonly samples: Float32Array) {
    this.#residual = residualOf(samples);
    this.#peaks = new Float32Array(Math.floor(samples.length / BUCKET));
    this.#residual.forEach((value, n) => {
      const bucket = Math.floor(n / BUCKET);
      const peak = Math.abs(value);
      if (peak > (this.#peaks[bucket] ?? Number.POSITIVE_INFINITY)) this.#peaks[bucket] = peak;
    });
  }

  clicks(leastSizeDb: number): { at: number; sizeDb: number }[] {
    const found: { at: number; sizeDb: number }[] = [];
    for (let bucket = MARGIN / BUCKET; bucket < this.#peaks.length - MARGIN / BUCKET; bucket += 1) {
      const peak = this.#peaks[bucket] ?? 0;
      if (peak < LEAST_PEAK || !this.#isHighest(bucket, peak)) continue;
      const surround = this.#surround(bucket);
      const sizeDb = dbOf(peak / Math.max(surround, FLOOR));
      if (sizeDb < leastSizeDb) continue;
      const spread = Math.max(0, CONCENTRATED - this.#concentration(bucket));
      if (sizeDb < leastSizeDb + SPREAD_DB * spread) continue;
      const level = rms(this.samples, (bucket - NEAR) * BUCKET, (bucket + NEAR + 1) * BUCKET);
      if (dbOf(peak / level) < LEAST_TO_SIGNAL_DB) continue;
      if (this.#isTonal(bucket, surround) && this.#jumpRatio(bucket) < LEAST_JUMP_RATIO) continue;
      const at = this.#placeIn(bucket);
      if (this.#aloneDb(bucket, peak) < LEAST_ALONE_DB && bandExcessDb(this.samples, at) < LEAST_BAND_EXCESS_DB)
        continue;
      found.push({ at, sizeDb });
    }
    return found;
  }

  #isHighest(bucket: number, peak: number): boolean {
    for (let other = bucket - NEAR; other <= bucket + NEAR; other += 1)
      if ((this.#peaks[other] ?? 0) > peak) return false;
    return true;
  }

  /**
   * Of the power within 6 ms that is more than usual around there, the share that lies in the 1.5 ms of the bucket and in the
   * strongest 1.5 ms beside them.
   */
  #concentration(bucket: number): number {
    const around = [...this.#powers(bucket - FAR, bucket - NEAR), ...this.#powers(bucket + NEAR, bucket + FAR)];
    const usual = median(around) ?? 0;
    const powers = this.#powers(bucket - NEAR, bucket + NEAR + 1).map((power) => Math.max(0, power - usual));
    const spot = (at: number): number => (powers[at - 1] ?? 0) + (powers[at] ?? 0) + (powers[at + 1] ?? 0);
    const others = powers.map((_, at) => (Math.abs(at - NEAR) < 3 ? 0 : spot(at)));
    return (spot(NEAR) + Math.max(...others)) / powers.reduce((sum, power) => sum + power, 0);
  }

  /** How far the bucket stands out of what is beside it; the strongest one there may be the other end of the same fault. */
  #aloneDb(bucket: number, peak: number): number {
    const beside = [
      ...this.#peaks.subarray(bucket - ALONE_TO, bucket - ALONE_FROM + 1),
      ...this.#peaks.subarray(bucket + ALONE_FROM, bucket + ALONE_TO + 1),
    ];
    return dbOf(peak / Math.max(beside.sort((a, b) => b - a)[1] ?? 0, FLOOR));
  }

  /** Of the residual, bucket by bucket. */
  #powers(from: number, to: number): number[] {
    return Array.from(
      { length: to - from },
      (_, index) => rms(this.#residual, (from + index) * BUCKET, (from + index + 1) * BUCKET) ** 2,
    );
  }

  /** The residual that is usual around a bucket: the fifth strongest of 78. */
  #surround(bucket: number): number {
    const around = [
      ...this.#peaks.subarray(bucket - FAR, bucket - NEAR + 1),
      ...this.#peaks.subarray(bucket + NEAR, bucket + FAR + 1),
    ];
    return around.sort((a, b) => b - a)[RANK] ?? 0;
  }

  #isTonal(bucket: number, surround: number): boolean {
    const sides = [bucket - FAR, bucket + NEAR].map((first) =>
      rms(this.samples, first * BUCKET, (first + FAR - NEAR) * BUCKET),
    );
    return dbOf(surround / Math.max(...sides)) < TONAL_DB;
  }

  /** The greatest step from sample to sample near the bucket, against the greatest one further from it. */
  #jumpRatio(bucket: number): number {
    let [inside, outside] = [0, 0];
    for (let n = (bucket - 2 * NEAR) * BUCKET; n < (bucket + 2 * NEAR) * BUCKET; n += 1) {
      const jump = Math.abs((this.samples[n] ?? 0) - (this.samples[n - 1] ?? 0));
      const distance = Math.abs(n / BUCKET - bucket - 0.5);
      if (distance <= 2) inside = Math.max(inside, jump);
      else if (distance > NEAR) outside = Math.max(outside, jump);
    }
    return inside / outside;
  }

  #placeIn(bucket: number): number {
    let at = bucket * BUCKET;
    for (let n = at; n < (bucket + 1) * BUCKET; n += 1)
      if (Math.abs(this.#residual[n] ?? 0) > Math.abs(this.#residual[at] ?? 0)) at = n;
    return at;
  }
}

/** Predicted in steps of 21 ms, each from the 43 ms around it. */
function residualOf(samples: Float32Array): Float32Array {
  const residual = new Float32Array(samples.length);
  const stretch = new Float32Array(2 * HOP);
  for (let at = 0; at < samples.length; at += HOP) {
    const first = at - HOP / 2;
    stretch.fill(0);
    stretch.set(samples.subarray(Math.max(0, first), first + 2 * HOP), Math.max(0, -first));
    const part = predictionResidual(stretch, WINDOW, HOP / 2, (3 * HOP) / 2);
    residual.set(part.subarray(0, samples.length - at), at);
  }
  return residual;
}

function rms(samples: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let n = from; n < to; n += 1) sum += (samples[n] ?? 0) ** 2;
  return Math.sqrt(sum / (to - from));
}
