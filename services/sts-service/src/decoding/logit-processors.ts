import type { TokenSequence } from './token-sequence.js';

/**
 * Changes the logits of a row's next token in place; -Infinity forbids one. Makes nothing anew per
 * step. A beam search hands log probabilities over, as the models' own library does.
 */
export interface LogitProcessor {
  apply(logits: Float32Array, sequence: TokenSequence): void;
}

/** Tokens that are never chosen. */
export function suppress(tokens: readonly number[]): LogitProcessor {
  const ids = Int32Array.from(tokens);
  return {
    apply(logits) {
      for (const id of ids) logits[id] = -Infinity;
    },
  };
}

/** Tokens that are not chosen right after the prompt. */
export function suppressAtBegin(tokens: readonly number[]): LogitProcessor {
  const ids = Int32Array.from(tokens);
  return {
    apply(logits, sequence) {
      if (sequence.length !== sequence.promptLength) return;
      for (const id of ids) logits[id] = -Infinity;
    },
  };
}

/** No end before this many tokens follow the prompt. */
export function minNewTokens(least: number, endTokens: readonly number[]): LogitProcessor {
  return {
    apply(logits, sequence) {
      if (sequence.length - sequence.promptLength >= least) return;
      for (const id of endTokens) logits[id] = -Infinity;
    },
  };
}

/** When one more token fills `maxLength` (prompt included), it is one of these. */
export function forceEnd(maxLength: number, endTokens: readonly number[]): LogitProcessor {
  return {
    apply(logits, sequence) {
      if (sequence.length !== maxLength - 1) return;
      logits.fill(-Infinity);
      for (const id of endTokens) logits[id] = 0;
    },
  };
}

/** Sequences of tokens that must not appear; of one token each, they are just suppressed. */
export function noBadWords(words: readonly (readonly number[])[]): LogitProcessor {
  return {
    apply(logits, sequence) {
      for (const word of words) {
        const last = word.at(-1);
        if (last !== undefined && endsWith(sequence, word, word.length - 1)) logits[last] = -Infinity;
      }
    },
  };
}

function endsWith(sequence: TokenSequence, word: readonly number[], count: number): boolean {
  const start = sequence.length - count;
  if (start < 0) return false;
  for (let i = 0; i < count; i += 1) if (sequence.ids[start + i] !== word[i]) return false;
  return true;
}

/** No run of `size` tokens comes twice in a sequence, prompt included. */
export function noRepeatNgram(size: number): LogitProcessor {
  return {
    apply(logits, { ids, length }) {
      const start = length - size + 1;
      for (let at = 0; at < start; at += 1) {
        let same = 0;
        while (same < size - 1 && ids[at + same] === ids[start + same]) same += 1;
        if (same === size - 1) logits[ids[at + size - 1] ?? 0] = -Infinity;
      }
    },
  };
}

/** Keskar et al., "CTRL": what was said already is made less likely, once per token. */
export function repetitionPenalty(penalty: number): LogitProcessor {
  return {
    apply(logits, { ids, length }) {
      for (let at = 0; at < length; at += 1) {
        const id = ids[at] ?? 0;
        if (ids.indexOf(id) !== at) continue;
        const logit = logits[id] ?? 0;
        logits[id] = logit < 0 ? logit * penalty : logit / penalty;
      }
    },
  };
}
