import { BINS_16K, BINS_48K, TO_MODEL } from './frames.js';
import type { StereoFrame } from './stereo-frame.js';

/** How many times the share of speech is taken off: the models leave the speech itself some 10 to 15 dB down otherwise. */
const OVERSUBTRACTION = 2;
/** A bin is not taken further down than to this share of the bed's own level, so the bed does not pump with the speech. */
const KEPT_LEVEL = 0.7;
/** Share by which the bed's level follows where the bed is heard: a time constant of 0.26 s. */
const LEVEL_STEP = 0.06;
/** The bed counts as heard in a bin whose gain is above this. */
const HEARD = 0.5;
/** Above 8 kHz the model sees nothing: what it takes off from 4 kHz on is taken off there too. */
const HIGH_FROM = 128;
/** Over these last bins the gain goes over to that of the highs. */
const BLEND = 16;
/** Bins that hold at least this share of speech tell where the voice stands between the channels. */
const VOICED = 0.5;
/** The place of the voice is kept for about half a second (0.97 a frame of 16 ms). */
const PAN_KEPT = 0.97;

/** What of each bin is bed, and where between the channels the voice stands: from a frame of the mix and its speech. */
export class BedGains {
  /** Gain of each of the 769 bins, 0 to 1. */
  readonly gains = new Float64Array(BINS_48K).fill(1);
  /** The voice's part of the side is this much of its part of the middle: 0 in the middle, 1 left, −1 right. */
  pan = 0;
  readonly #level = new Float64Array(BINS_48K);
  #across = 0;
  #along = Number.EPSILON;

  /** @param speech magnitudes, 257 bins, in the model's scale */
  update(frame: StereoFrame, speech: Float64Array): void {
    const { mid } = frame;
    const { gains } = this;
    let [speechHighs, mixHighs] = [0, 0];
    let [across, along] = [0, 0];
    for (let k = 0; k < BINS_16K; k++) {
      const power = mid.re[k]! ** 2 + mid.im[k]! ** 2;
      const magnitude = Math.sqrt(power) * TO_MODEL;
      const share = magnitude > 0 ? Math.min(1, speech[k]! / magnitude) : 0;
      gains[k] = Math.max(0, 1 - OVERSUBTRACTION * share);
      if (k >= HIGH_FROM) {
        speechHighs += share * share * power;
        mixHighs += power;
      }
      if (share <= VOICED) continue;
      across += share * (frame.side.re[k]! * mid.re[k]! + frame.side.im[k]! * mid.im[k]!);
      along += share * power;
    }
    const highShare = mixHighs > 0 ? Math.sqrt(speechHighs / mixHighs) : 0;
    this.#extend(Math.max(0, 1 - OVERSUBTRACTION * highShare));
    this.#keepLevel(frame);
    this.#across = PAN_KEPT * this.#across + across;
    this.#along = PAN_KEPT * this.#along + along;
    this.pan = this.#along > 0 ? Math.max(-1, Math.min(1, this.#across / this.#along)) : 0;
  }

  #extend(highs: number): void {
    const first = BINS_16K - 1 - BLEND;
    for (let k = first; k < BINS_48K; k++) {
      const share = Math.min(1, (k - first) / BLEND);
      this.gains[k] = share === 1 ? highs : this.gains[k]! * (1 - share) + highs * share;
    }
  }

  #keepLevel({ mid }: StereoFrame): void {
    const [gains, level] = [this.gains, this.#level];
    for (let k = 0; k < BINS_48K; k++) {
      const magnitude = Math.sqrt(mid.re[k]! ** 2 + mid.im[k]! ** 2);
      const gain = gains[k]!;
      if (gain > HEARD) level[k]! += LEVEL_STEP * (magnitude * gain - level[k]!);
      // Under speech the bed cannot be louder than everything together.
      else if (magnitude < level[k]!) level[k] = magnitude;
      if (gain * magnitude < KEPT_LEVEL * level[k]!) gains[k] = Math.min(1, (KEPT_LEVEL * level[k]!) / magnitude);
    }
  }
}
