import type { LogitProcessor } from './logit-processors.js';
import type { StepLogits } from './step-decoder.js';
import type { TokenSequence } from './token-sequence.js';

export interface SearchOptions {
  /** What every row begins with: the start token, then tokens that are forced. */
  readonly prompt: readonly number[];
  readonly endTokens: readonly number[];
  /** The most tokens of a row, prompt and end included. */
  readonly maxLength: number;
  readonly processors: readonly LogitProcessor[];
  /** Looked at before every step. */
  readonly signal: AbortSignal;
  /** Sees the logits of the prompt, at all positions of its row, before anything changes them. */
  readonly onPrompt?: (logits: StepLogits, row: number) => void;
  /** Sees the best row so far, without its end, after each step that did not end it. It belongs to the search. */
  readonly onProgress?: (best: TokenSequence) => void;
  /** Ends a row early when it returns true. */
  readonly stopWhen?: (sequence: TokenSequence) => boolean;
}

/** One possible answer. */
export interface Hypothesis {
  /** Without the prompt and without the end token. */
  readonly tokens: number[];
  /** Sum of the log probabilities of what was chosen, end token included. */
  readonly logProbability: number;
  /** What hypotheses of one search are compared by: in a beam search with the penalty of their length. */
  readonly score: number;
  /** Whether it came to its end token, and not to the limit. */
  readonly ended: boolean;
}

/** The geometric mean of the probabilities of what was chosen, 0 to 1. */
export function confidenceOf(hypothesis: Hypothesis): number {
  const chosen = hypothesis.tokens.length + (hypothesis.ended ? 1 : 0);
  return chosen === 0 ? 0 : Math.exp(hypothesis.logProbability / chosen);
}
