import { speedFactorFor, type FitSlot } from '../../pipeline/fit/policy.js';

/** How much of a new measurement goes into the estimate: about the last ten texts count. */
const weight = 0.15;

/** Shorter texts say little: the length of a single word varies too much. */
const leastSymbols = 12;

/**
 * How long a voice speaks at its natural pace, learned from what it has spoken: a constant time for
 * each symbol. Good to a few percent for a sentence, and what it is wrong by is stretched.
 */
export class NaturalLength {
  #msPerSymbol: number | undefined;

  /** Milliseconds; undefined while nothing is known. */
  expect(symbols: number): number | undefined {
    return this.#msPerSymbol === undefined ? undefined : this.#msPerSymbol * symbols;
  }

  /** The pace at which a text should be spoken to fit. 1 while nothing is known. */
  paceFor(symbols: number, slot: FitSlot | undefined): number {
    const naturalMs = this.expect(symbols);
    return naturalMs === undefined || slot === undefined ? 1 : speedFactorFor(naturalMs, slot);
  }

  /** @param naturalMs what the text took, at the natural pace and without the silence around it */
  learn(symbols: number, naturalMs: number): void {
    if (symbols < leastSymbols || !(naturalMs > 0)) return;
    const measured = naturalMs / symbols;
    this.#msPerSymbol =
      this.#msPerSymbol === undefined ? measured : this.#msPerSymbol + weight * (measured - this.#msPerSymbol);
  }
}
