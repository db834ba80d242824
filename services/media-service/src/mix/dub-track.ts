import { clamp } from './clamp.js';

/** One dub on its way through the mix. */
export class DubTrack {
  /** Number of the mixer's sample at which it starts. */
  readonly startSample: number;
  readonly #pcm: Int16Array;
  readonly #gain: number;
  /** Number of the mixer's sample at which it comes in: its start, or later where the mixer came to it too late. */
  readonly #entrySample: number;
  readonly #edge: number;

  /**
   * @param edge samples over which it comes in and goes out, with equal power
   * @param entrySample first sample of the mixer in which it can be heard
   */
  constructor(pcm: Int16Array, startSample: number, gain: number, edge: number, entrySample = startSample) {
    this.#pcm = pcm;
    this.startSample = startSample;
    this.#gain = gain;
    this.#entrySample = Math.max(startSample, entrySample);
    this.#edge = Math.min(edge, Math.floor((this.endSample - this.#entrySample) / 2));
  }

  get endSample(): number {
    return this.startSample + this.#pcm.length;
  }

  /** Whether any of it lies in `length` samples from `position` on. */
  isHeardIn(position: number, length: number): boolean {
    return this.#entrySample < position + length && this.endSample > position;
  }

  /** Adds its part of `length` samples from `position` on to both channels. */
  addTo(left: Float32Array, right: Float32Array, position: number, length: number): void {
    const from = Math.max(0, this.#entrySample - position);
    const to = Math.min(length, this.endSample - position);
    const bodyFrom = clamp(this.#entrySample + this.#edge - position, from, to);
    const bodyTo = clamp(this.endSample - this.#edge - position, bodyFrom, to);
    const step = Math.PI / (2 * this.#edge);
    const entered = position - this.#entrySample;
    const leaving = position - (this.endSample - this.#edge);
    this.#add(left, right, position, from, bodyFrom, (i) => Math.sin((entered + i + 0.5) * step));
    this.#add(left, right, position, bodyFrom, bodyTo, undefined);
    this.#add(left, right, position, bodyTo, to, (i) => Math.cos((leaving + i + 0.5) * step));
  }

  #add(
    left: Float32Array,
    right: Float32Array,
    position: number,
    from: number,
    to: number,
    edge: ((i: number) => number) | undefined,
  ): void {
    const [pcm, gain, offset] = [this.#pcm, this.#gain, position - this.startSample];
    for (let i = from; i < to; i++) {
      const sample = pcm[offset + i]! * (edge === undefined ? gain : gain * edge(i));
      left[i]! += sample;
      right[i]! += sample;
    }
  }
}
