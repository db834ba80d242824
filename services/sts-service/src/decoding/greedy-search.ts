import { indexOfMax, logSumExp, sample } from './log-probabilities.js';
import type { Hypothesis, SearchOptions } from './search.js';
import type { StepDecoder } from './step-decoder.js';
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
  const { prompt, processors, signal, temperature = 0, random = Math.random } = options;
  const sequence = new TokenSequence(prompt, options.maxLength);
  const logProbabilities: number[] = [];
  const next = [0];
  let input: readonly number[] = prompt;
  let ended = false;
  while (!ended && sequence.length < options.maxLength) {
    signal.throwIfAborted();
    const step = await decoder.step(input, 1);
    if (input === prompt) options.onPrompt?.(step);
    const logits = step.of(0);
    for (const processor of processors) processor.apply(logits, sequence);
    const best = indexOfMax(logits);
    const token = temperature > 0 ? sample(logits, temperature, random) : best;
    logProbabilities.push((logits[token] ?? -Infinity) - logSumExp(logits, logits[best]));
    ended = options.endTokens.includes(token);
    if (!ended) sequence.push(token);
    if (options.stopWhen?.(sequence) === true) break;
    next[0] = token;
    input = next;
  }
  const logProbability = logProbabilities.reduce((sum, each) => sum + each, 0);
  return {
    tokens: sequence.chosen(),
    logProbability,
    score: logProbability,
    ended,
    tokenLogProbabilities: logProbabilities,
  };
}
