import { logSumExp } from '../../../decoding/log-probabilities.js';
import type { LogitProcessor } from '../../../decoding/logit-processors.js';
import type { TokenSequence } from '../../../decoding/token-sequence.js';
import type { WhisperTokens } from './whisper-tokens.js';

export interface TimestampRulesOptions {
  readonly tokens: WhisperTokens;
  /** Where the transcript begins in the sequence: behind the language and the task. */
  readonly begin: number;
  /** The first timestamp is at most so many steps of 20 ms. */
  readonly latestFirst: number;
}

/**
 * Where timestamps may and must stand (the rules of `whisper.decoding.ApplyTimestampRules`): the
 * transcript begins with one; they come in pairs, the end of a segment and the beginning of the next;
 * they never go back, and a segment does not end where it began; and when all timestamps together are
 * likelier than any word, one of them is taken.
 */
export class TimestampRules implements LogitProcessor {
  readonly #tokens: WhisperTokens;
  readonly #begin: number;
  readonly #latestFirst: number;

  constructor({ tokens, begin, latestFirst }: TimestampRulesOptions) {
    this.#tokens = tokens;
    this.#begin = begin;
    this.#latestFirst = latestFirst;
  }

  apply(logits: Float32Array, sequence: TokenSequence): void {
    const { noTimestamps, firstTimestamp, end } = this.#tokens;
    logits[noTimestamps] = -Infinity;
    if (sequence.length === this.#begin) {
      logits.fill(-Infinity, 0, firstTimestamp);
      logits.fill(-Infinity, firstTimestamp + this.#latestFirst + 1);
      return;
    }
    const latest = this.#lastTimestamp(sequence);
    const lastIsTimestamp = sequence.last >= firstTimestamp;
    const spoken = sequence.length - this.#begin;
    const pairIsComplete = spoken < 2 || (sequence.ids[sequence.length - 2] ?? 0) >= firstTimestamp;
    if (lastIsTimestamp) {
      // Behind a pair there are words; behind the end of a segment there are none.
      if (pairIsComplete) logits.fill(-Infinity, firstTimestamp);
      else logits.fill(-Infinity, 0, end);
    }
    if (latest >= firstTimestamp) {
      const mayRepeat = lastIsTimestamp && !pairIsComplete;
      logits.fill(-Infinity, firstTimestamp, mayRepeat ? latest : latest + 1);
    }
    this.#preferTimestamp(logits);
  }

  #lastTimestamp({ ids, length }: TokenSequence): number {
    for (let at = length - 1; at >= this.#begin; at -= 1) {
      const token = ids[at] ?? 0;
      if (token >= this.#tokens.firstTimestamp) return token;
    }
    return -1;
  }

  #preferTimestamp(logits: Float32Array): void {
    const { firstTimestamp } = this.#tokens;
    let likeliestWord = -Infinity;
    for (let token = 0; token < firstTimestamp; token += 1) {
      const logit = logits[token] as number;
      if (logit > likeliestWord) likeliestWord = logit;
    }
    // The common divisor of the probabilities does not change which is greater.
    if (logSumExp(logits.subarray(firstTimestamp)) > likeliestWord) logits.fill(-Infinity, 0, firstTimestamp);
  }
}
