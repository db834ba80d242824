import { ConstraintSet, type ConstraintState } from './constraints.js';
import { Finished } from './finished.js';
import { indexOfMax, toLogProbabilities } from './log-probabilities.js';
import { shareAmongBanks, type Continuation } from './banks.js';
import { Candidates } from './candidates.js';
import { runSearch, type SteppedSearch } from './run-searches.js';
import type { Hypothesis, SearchOptions } from './search.js';
import type { StepDecoder, StepLogits } from './step-decoder.js';
import { TokenSequence } from './token-sequence.js';

export interface ConstrainedOptions extends SearchOptions {
  readonly beams: number;
  readonly lengthPenalty: number;
  /** Runs of tokens that are in every answer, in whatever order. */
  readonly constraints: readonly (readonly number[])[];
  /** Whether a token, right behind a constraint, would make its last word another one. */
  readonly continuesWord: (token: number) => boolean;
}

/** Few beams leave no room for hypotheses that are behind with their terms. */
const leastBeams = 4;

/**
 * Beam search in which every answer has all constraints, after Post and Vilar, "Fast Lexically
 * Constrained Decoding with Dynamic Beam Allocation" (2018): at each step, beside the likeliest
 * continuations, those that begin or go on with a constraint are candidates, and the beams are shared
 * among hypotheses by how much of the constraints they have. A row may end only when it has all; one
 * that would run out of room is made to say them. `maxLength` must leave room for all and the end.
 */
export async function constrainedBeamSearch(
  decoder: StepDecoder,
  options: ConstrainedOptions,
): Promise<readonly Hypothesis[]> {
  const search = new ConstrainedBeamSearch(options);
  await runSearch(decoder, search);
  return search.answers;
}

interface Row {
  readonly sequence: TokenSequence;
  readonly state: ConstraintState;
  readonly sum: number;
}

/** The same as a part of several searches that run together. */
export class ConstrainedBeamSearch implements SteppedSearch {
  readonly #options: ConstrainedOptions;
  readonly #beams: number;
  readonly #constraints: ConstraintSet;
  readonly #finished: Finished;
  readonly #likeliest: Candidates;
  #rows: Row[];
  #length: number;

  constructor(options: ConstrainedOptions) {
    this.#options = options;
    this.#beams = Math.max(options.beams, leastBeams);
    this.#constraints = new ConstraintSet(options.constraints);
    this.#finished = new Finished(this.#beams, options.lengthPenalty, true);
    this.#likeliest = new Candidates(this.#beams * 2);
    const sequence = new TokenSequence(options.prompt, options.maxLength);
    this.#rows = [{ sequence, state: this.#constraints.start, sum: 0 }];
    this.#length = options.prompt.length;
  }

  get rows(): number {
    return this.#rows.length;
  }

  get input(): readonly number[] {
    const { prompt } = this.#options;
    return this.#length === prompt.length ? prompt : this.#rows.map(({ sequence }) => sequence.last);
  }

  get signal(): AbortSignal {
    return this.#options.signal;
  }

  get answers(): readonly Hypothesis[] {
    return this.#finished.all;
  }

  advance(step: StepLogits, firstRow: number): readonly number[] {
    const { prompt, maxLength } = this.#options;
    if (this.#length === prompt.length) this.#options.onPrompt?.(step, firstRow);
    const chosen = shareAmongBanks(this.#continuations(step, firstRow, maxLength - 1 - this.#length), this.#beams);
    this.#advanceRows(chosen);
    this.#length += 1;
    if (this.#length >= maxLength) this.#finishComplete();
    if (this.#length >= maxLength || this.#finished.all.length >= this.#beams) this.#rows = [];
    return this.#rows.length === 0 ? [] : chosen.map(({ row }) => row);
  }

  /** @param room tokens that each row may still have before its end token. */
  #continuations(step: StepLogits, firstRow: number, room: number): Continuation[] {
    const found = new Map<number, Continuation>();
    const add = (row: number, token: number, score: number) => {
      const state = this.#rows[row]?.state;
      if (state === undefined || score === -Infinity) return;
      const next = this.#constraints.after(state, token);
      found.set(row * step.vocabularySize + token, { row, token, score, state: next });
    };
    this.#likeliest.clear();
    for (const [row, { sequence, state, sum }] of this.#rows.entries()) {
      const logits = step.of(firstRow + row);
      toLogProbabilities(logits);
      // What a term must go on with is taken even where a processor forbids it: the term comes first.
      const wanted = this.#constraints.next(state).map((token) => ({ token, score: logits[token] ?? -Infinity }));
      for (const processor of this.#options.processors) processor.apply(logits, sequence);
      if (this.#constraints.missing(state) > 0) this.#forbidEnd(logits);
      if (state.justMet) this.#forbidWord(logits);
      if (this.#constraints.mayStray(state, room)) {
        this.#likeliest.addRow(logits, sum, row);
        const best = indexOfMax(logits);
        add(row, best, sum + (logits[best] ?? -Infinity));
      }
      // A floor: where the model holds a term impossible, its logit must not take the row away.
      for (const { token, score } of wanted) add(row, token, sum + Math.max(score, -100));
    }
    const { rows, tokens, scores, length } = this.#likeliest;
    for (let i = 0; i < length; i += 1) add(rows[i] ?? 0, tokens[i] ?? 0, scores[i] ?? -Infinity);
    return this.#takeEnded([...found.values()]);
  }

  /** Ended continuations become answers; the others are left. */
  #takeEnded(continuations: Continuation[]): Continuation[] {
    return continuations.filter(({ row, token, score }) => {
      if (!this.#options.endTokens.includes(token)) return true;
      const sequence = this.#rows[row]?.sequence;
      if (sequence !== undefined) this.#finished.add(sequence.chosen(), score, sequence.length, true);
      return false;
    });
  }

  #advanceRows(chosen: readonly Continuation[]): void {
    this.#rows = chosen.flatMap(({ row, token, score, state }) => {
      const parent = this.#rows[row];
      if (parent === undefined) return [];
      const sequence = new TokenSequence(this.#options.prompt, this.#options.maxLength);
      sequence.copyFrom(parent.sequence);
      sequence.push(token);
      return [{ sequence, state, sum: score }];
    });
  }

  /** At the limit, rows that have everything are answers without an end. */
  #finishComplete(): void {
    for (const { sequence, state, sum } of this.#rows) {
      if (this.#constraints.missing(state) === 0) {
        this.#finished.add(sequence.chosen(), sum, sequence.length, false);
      }
    }
  }

  #forbidEnd(logits: Float32Array): void {
    for (const token of this.#options.endTokens) logits[token] = -Infinity;
  }

  #forbidWord(logits: Float32Array): void {
    for (let token = 0; token < logits.length; token += 1) {
      if (logits[token] !== -Infinity && this.#options.continuesWord(token)) logits[token] = -Infinity;
    }
  }
}
