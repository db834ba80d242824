/** One dub on its way through the mix. */
export class DubTrack {
  /** Number of the mixer's sample at which it starts. */
  readonly startSample: number;
  readonly #pcm: Int16Array;
  readonly #gain: number;
  readonly #edge: number;

  /** @param edge samples over which it comes in and goes out, with equal power */
  constructor(pcm: Int16Array, startSample: number, gain: number, edge: number) {
    this.#pcm = pcm;
    this.startSample = startSample;
    this.#gain = gain;
    this.#edge = Math.min(edge, Math.floor(pcm.length / 2));
  }

  get endSample(): number {
    return this.startSample + this.#pcm.length;
  }

  /** Adds its part of `length` samples from `position` on to both channels. */
  addTo(left: Float32Array, right: Float32Array, position: number, length: number): void {
    const offset = this.startSample - position;
    const from = Math.max(0, offset);
    const to = Math.min(length, offset + this.#pcm.length);
    const tail = this.#pcm.length - this.#edge;
    for (let i = from; i < to; i++) {
      const index = i - offset;
      let gain = this.#gain;
      if (index < this.#edge) gain *= Math.sin((Math.PI * (index + 0.5)) / (2 * this.#edge));
      else if (index >= tail) gain *= Math.cos((Math.PI * (index - tail + 0.5)) / (2 * this.#edge));
      const sample = this.#pcm[index]! * gain;
      left[i]! += sample;
      right[i]! += sample;
    }
  }
}
