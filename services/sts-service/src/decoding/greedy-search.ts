import { indexOfMax, logSumExp, sample } from './log-probabilities.js';
import type { Hypothesis, SearchOptions } from './search.js';
import { runSearch, type SteppedSearch } from './run-searches.js';
import type { StepDecoder, StepLogits } from './step-decoder.js';
import { TokenSequence } from './token-sequence.js';

export interface GreedyOptions extends SearchOptions {
  /** 0 takes the likeliest token, more draws one. Default 0. */
  readonly temperature?: number;
  /** From 0 up to 1, for drawing. */
  readonly random?: () => number;
}

export interface GreedyHypothesis extends Hypothesis {
  /** Of each token, and of the end token if there is one: after the processors, before the temperature. */
  readonly tokenLogProbabilities: readonly number[];
}

/** Chooses token after token, one row. The decoder must be fresh or reset. */
export async function greedySearch(decoder: StepDecoder, options: GreedyOptions): Promise<GreedyHypothesis> {
  const search = new GreedySearch(options);
  await runSearch(decoder, search);
  return search.answer;
}

/** The same as a part of several searches that run together. */
export class GreedySearch implements SteppedSearch {
  readonly #options: GreedyOptions;
  readonly #sequence: TokenSequence;
  readonly #logProbabilities: number[] = [];
  readonly #next = [0];
  #input: readonly number[];
  #ended = false;
  #over: boolean;

  constructor(options: GreedyOptions) {
    this.#options = options;
    this.#sequence = new TokenSequence(options.prompt, options.maxLength);
    this.#input = options.prompt;
    this.#over = this.#sequence.length >= options.maxLength;
  }

  get rows(): number {
    return this.#over ? 0 : 1;
  }

  get input(): readonly number[] {
    return this.#input;
  }

  get signal(): AbortSignal {
    return this.#options.signal;
  }

  advance(step: StepLogits, firstRow: number): readonly number[] {
    const { processors, temperature = 0, random = Math.random, maxLength, stopWhen } = this.#options;
    if (this.#input === this.#options.prompt) this.#options.onPrompt?.(step, firstRow);
    const logits = step.of(firstRow);
    for (const processor of processors) processor.apply(logits, this.#sequence);
    const best = indexOfMax(logits);
    const token = temperature > 0 ? sample(logits, temperature, random) : best;
    this.#logProbabilities.push((logits[token] ?? -Infinity) - logSumExp(logits, logits[best]));
    this.#ended = this.#options.endTokens.includes(token);
    if (!this.#ended) {
      this.#sequence.push(token);
      this.#options.onProgress?.(this.#sequence);
    }
    this.#next[0] = token;
    this.#input = this.#next;
    this.#over = this.#ended || stopWhen?.(this.#sequence) === true || this.#sequence.length >= maxLength;
    return this.#over ? nothing : theRow;
  }

  get answer(): GreedyHypothesis {
    const logProbability = this.#logProbabilities.reduce((sum, each) => sum + each, 0);
    return {
      tokens: this.#sequence.chosen(),
      logProbability,
      score: logProbability,
      ended: this.#ended,
      tokenLogProbabilities: this.#logProbabilities,
    };
  }
}

const theRow: readonly number[] = [0];
const nothing: readonly number[] = [];
