import type { Hypothesis } from './search.js';

/** When a beam search is over: with enough answers (true), when none better can come (false), or only at the limit. */
export type EarlyStopping = boolean | 'never';

/** The best complete answers of a beam search. */
export class Finished {
  readonly #capacity: number;
  readonly #lengthPenalty: number;
  readonly #earlyStopping: EarlyStopping;
  readonly #best: Hypothesis[] = [];

  constructor(capacity: number, lengthPenalty: number, earlyStopping: EarlyStopping) {
    this.#capacity = capacity;
    this.#lengthPenalty = lengthPenalty;
    this.#earlyStopping = earlyStopping;
  }

  /** Best first. */
  get all(): readonly Hypothesis[] {
    return this.#best;
  }

  /** @param length tokens after the start token, the end token included. */
  add(tokens: number[], logProbability: number, length: number, ended: boolean): void {
    const score = this.#scoreOf(logProbability, length);
    if (this.#best.length === this.#capacity && score <= (this.#best.at(-1)?.score ?? -Infinity)) return;
    const place = this.#best.findIndex((other) => other.score < score);
    this.#best.splice(place === -1 ? this.#best.length : place, 0, { tokens, logProbability, score, ended });
    this.#best.length = Math.min(this.#best.length, this.#capacity);
  }

  /**
   * @param bestRunning the highest log probability among the rows that still run.
   * @param length of these, as in `add`; `longest` is the limit.
   */
  isOver(bestRunning: number, length: number, longest: number): boolean {
    if (this.#best.length < this.#capacity) return false;
    if (this.#earlyStopping === true) return true;
    // With a positive penalty the longest row has the best score left to reach, which is what 'never' waits for.
    const reach = this.#earlyStopping === 'never' && this.#lengthPenalty > 0 ? longest : length;
    return (this.#best.at(-1)?.score ?? -Infinity) >= this.#scoreOf(bestRunning, reach);
  }

  /** Wu et al. 2016 as the hub's models mean it: the sum over the length to the power of the penalty. */
  #scoreOf(logProbability: number, length: number): number {
    return logProbability / length ** this.#lengthPenalty;
  }
}
