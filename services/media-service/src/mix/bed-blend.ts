import type { DownState } from './down-curve.js';

/** Over this many samples (50 ms) a bed that appears under a dub takes the place of the lowered original. */
const APPEAR = 2400;
/** Over this many (10 ms) it gives way again when it ends: by its last samples played backwards, so nothing jumps. */
const VANISH = 480;

/**
 * What is heard beneath a dub. Where there is a bed, the original is crossfaded to it; where there is none, the
 * original is lowered. With the gains a of the original and b of the bed, θ from 0 to π/2 on the way down and c the
 * share in which the original holds that very bed (its regression on the bed),
 *
 *     a = cos θ / √(1 + c sin 2θ),  b = sin θ / √(1 + c sin 2θ)
 *
 * so the power of the bed, a² + b² + 2abc, is the same all along: c = 0 is the common equal-power crossfade of two
 * sounds that have nothing in common, and c = 1 the one with a + b = 1, which leaves the bed as it was and only fades
 * the voice.
 */
export class BedBlend {
  readonly #downGain: number;
  /** Share of the bed in what is heard when the original is down, 0 to 1. */
  #share = 0;
  /** c. It changes only while it has no effect: when the original is wholly up or wholly down. */
  #coherence = 1;
  /** The last block of the bed, and how many of its frames were played backwards since it ended. */
  #tail: Int16Array | undefined;
  #played = 0;

  /** @param downGain gain of the original where it is lowered */
  constructor(downGain: number) {
    this.#downGain = downGain;
  }

  /** The source jumped: what was heard before has nothing to do with what comes. */
  reset(): void {
    this.skip(undefined);
  }

  /** A block in which the original is up throughout. Keeps in mind what would be needed when it goes down. */
  skip(bed: Int16Array | undefined): void {
    this.#tail = bed;
    this.#played = 0;
    this.#share = bed === undefined ? 0 : 1;
  }

  /**
   * Writes what is heard beneath the dub of one block.
   *
   * @param original @param bed interleaved stereo of the block
   * @param depths of `DownCurve`; read where `state` is `moving`
   */
  render(
    left: Float32Array,
    right: Float32Array,
    original: Int16Array,
    bed: Int16Array | undefined,
    state: DownState,
    depths: Float32Array,
  ): void {
    const frames = original.length / 2;
    if (bed !== undefined && (state !== 'moving' || depths[0] === 0)) this.#coherence = coherenceOf(original, bed);
    const steady = state === 'down' && this.#played === 0 && this.#share === (bed === undefined ? 0 : 1);
    if (steady) copyScaled(left, right, bed ?? original, bed === undefined ? this.#downGain : 1);
    else
      for (let i = 0; i < frames; i++) {
        const depth = state === 'moving' ? depths[i]! : state === 'down' ? 1 : 0;
        this.#mixFrame(left, right, original, bed, depth, i);
      }
    if (bed !== undefined && this.#played === 0) this.#tail = bed;
  }

  #mixFrame(
    left: Float32Array,
    right: Float32Array,
    original: Int16Array,
    bed: Int16Array | undefined,
    depth: number,
    i: number,
  ): void {
    const ended = bed === undefined || this.#played > 0 ? this.#tail : undefined;
    const at = ended === undefined ? 2 * i : this.#vanish(ended);
    if (ended === undefined) this.#share = bed === undefined ? 0 : Math.min(1, this.#share + 1 / APPEAR);
    const share = this.#share;
    const lowered = 1 + (this.#downGain - 1) * depth;
    if (share === 0 || depth === 0) {
      left[i] = original[2 * i]! * lowered;
      right[i] = original[2 * i + 1]! * lowered;
      return;
    }
    const sine = Math.sin((depth * Math.PI) / 2);
    const cosine = Math.cos((depth * Math.PI) / 2);
    const scale = share / Math.sqrt(1 + 2 * this.#coherence * sine * cosine);
    const a = (1 - share) * lowered + cosine * scale;
    const b = sine * scale;
    const from = ended ?? bed ?? original;
    left[i] = original[2 * i]! * a + from[at]! * b;
    right[i] = original[2 * i + 1]! * a + from[at + 1]! * b;
  }

  /** One step of the way out. It is gone to its end, even if a bed is there again. @returns the index to play */
  #vanish(tail: Int16Array): number {
    const frames = tail.length / 2;
    const left = Math.min(VANISH, frames) - this.#played;
    this.#share = left <= 1 ? 0 : this.#share * (1 - 1 / left);
    const index = 2 * (frames - 1 - this.#played);
    this.#played++;
    if (left <= 1) {
      this.#played = 0;
      this.#tail = undefined;
    }
    return index;
  }
}

function copyScaled(left: Float32Array, right: Float32Array, samples: Int16Array, gain: number): void {
  const frames = samples.length / 2;
  for (let i = 0; i < frames; i++) {
    left[i] = samples[2 * i]! * gain;
    right[i] = samples[2 * i + 1]! * gain;
  }
}

/** Least-squares share of the bed in the original, held between 0 and 1; 1 for a silent bed. */
function coherenceOf(original: Int16Array, bed: Int16Array): number {
  let product = 0;
  let power = 0;
  for (let i = 0; i < bed.length; i++) {
    product += original[i]! * bed[i]!;
    power += bed[i]! * bed[i]!;
  }
  return power === 0 ? 1 : Math.max(0, Math.min(1, product / power));
}
