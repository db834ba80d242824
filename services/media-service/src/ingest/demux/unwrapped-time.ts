/** An origin that no jump back falls below: GStreamer knows no time before zero. 4000 h. */
const ORIGIN_NS = 14_400_000_000_000_000n;

/**
 * Times of a counter that starts again at zero after its last value. Of two times that are next to each other the step
 * is taken to be the shorter way round, so a wrap goes on as if the counter were endless.
 */
export class UnwrappedTime {
  readonly #modulus: number;
  readonly #ticksPerS: bigint;
  #ticks = 0;
  #started = false;

  /** @param modulus one more than the counter's last value; even. */
  constructor(modulus: number, ticksPerS: number) {
    this.#modulus = modulus;
    this.#ticksPerS = BigInt(ticksPerS);
  }

  /** @returns nanoseconds since an origin that lies before every time. */
  toNs(counter: number): bigint {
    if (!this.#started) {
      this.#started = true;
      this.#ticks = counter;
    }
    const forward = (((counter - this.#ticks) % this.#modulus) + this.#modulus) % this.#modulus;
    this.#ticks += forward >= this.#modulus / 2 ? forward - this.#modulus : forward;
    return ORIGIN_NS + (BigInt(this.#ticks) * 1_000_000_000n) / this.#ticksPerS;
  }
}
