import { Candidates } from './candidates.js';
import { Finished, type EarlyStopping } from './finished.js';
import { logSumExp, toLogProbabilities } from './log-probabilities.js';
import { runSearch, type SteppedSearch } from './run-searches.js';
import type { Hypothesis, SearchOptions } from './search.js';
import type { StepDecoder, StepLogits } from './step-decoder.js';
import { TokenSequence } from './token-sequence.js';

export interface BeamOptions extends SearchOptions {
  readonly beams: number;
  /** The exponent of the length that sums of log probabilities are divided by: above 0 favours long answers. */
  readonly lengthPenalty: number;
  readonly earlyStopping: EarlyStopping;
  /** Tokens of the prompt that do not count as length; those behind them were forced. Default 1, the start token. */
  readonly uncounted?: number;
  /** Whether probabilities are made to sum to one again after the processors. Default false. */
  readonly renormalize?: boolean;
}

/**
 * Beam search by the rules of the models' own library, so that it gives the same answers: in every
 * step the best 2 × beams continuations of all rows are looked at; those that end are complete when
 * they are among the first `beams`, and the others fill the rows of the next step.
 * @returns complete answers, best first; those that ran into the limit among them.
 */
export async function beamSearch(decoder: StepDecoder, options: BeamOptions): Promise<readonly Hypothesis[]> {
  const search = new BeamSearch(options);
  await runSearch(decoder, search);
  return search.answers;
}

/** The same as a part of several searches that run together. */
export class BeamSearch implements SteppedSearch {
  readonly #options: BeamOptions;
  readonly #finished: Finished;
  readonly #candidates: Candidates;
  #running: TokenSequence[];
  #spare: TokenSequence[];
  readonly #sums: Float64Array;
  readonly #parents: number[];
  readonly #next: number[];
  #rows: number;
  #length: number;

  constructor(options: BeamOptions) {
    const { beams, prompt, maxLength } = options;
    this.#options = options;
    this.#finished = new Finished(beams, options.lengthPenalty, options.earlyStopping);
    this.#candidates = new Candidates(beams * 2);
    const rows = () => Array.from({ length: beams }, () => new TokenSequence(prompt, maxLength));
    this.#running = rows();
    this.#spare = rows();
    this.#sums = new Float64Array(beams);
    this.#parents = Array.from({ length: beams }, () => 0);
    this.#next = Array.from({ length: beams }, () => 0);
    this.#length = prompt.length;
    this.#rows = this.#length < maxLength ? 1 : 0;
  }

  get rows(): number {
    return this.#rows;
  }

  get input(): readonly number[] {
    const { prompt } = this.#options;
    return this.#length === prompt.length ? prompt : ofFirst(this.#next, this.#rows);
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
    this.#score(step, firstRow);
    this.#rows = this.#choose();
    this.#length += 1;
    this.#tellProgress();
    const best = this.#sums[0] ?? -Infinity;
    if (this.#rows > 0 && this.#finished.isOver(best, this.#counted(this.#length), this.#counted(maxLength))) {
      this.#rows = 0;
    } else if (this.#length >= maxLength) {
      this.#finishRunning();
    }
    return ofFirst(this.#parents, this.#rows);
  }

  /** Collects the best continuations, by the sum of the log probabilities so far. */
  #score(step: StepLogits, firstRow: number): void {
    this.#candidates.clear();
    for (let row = 0; row < this.#rows; row += 1) {
      const logits = step.of(firstRow + row);
      const sequence = this.#running[row];
      if (sequence === undefined) continue;
      toLogProbabilities(logits);
      for (const processor of this.#options.processors) processor.apply(logits, sequence);
      const excess = this.#options.renormalize === true ? logSumExp(logits) : 0;
      this.#candidates.addRow(logits, (this.#sums[row] ?? 0) - excess, row);
    }
  }

  /** Rows of the next step from the candidates. @returns how many there are. */
  #choose(): number {
    const { beams, endTokens, stopWhen } = this.#options;
    const { scores, rows, tokens, length } = this.#candidates;
    let filled = 0;
    for (let rank = 0; rank < length && filled < beams; rank += 1) {
      const parent = this.#running[rows[rank] ?? 0];
      const token = tokens[rank] ?? 0;
      const score = scores[rank] ?? -Infinity;
      if (parent === undefined) continue;
      if (endTokens.includes(token)) {
        if (rank < beams) this.#finished.add(parent.chosen(), score, this.#counted(parent.length + 1), true);
        continue;
      }
      const row = this.#spare[filled];
      if (row === undefined) break;
      row.copyFrom(parent);
      row.push(token);
      if (stopWhen?.(row) === true) {
        this.#finished.add(row.chosen(), score, this.#counted(row.length), false);
        continue;
      }
      this.#sums[filled] = score;
      this.#parents[filled] = rows[rank] ?? 0;
      this.#next[filled] = token;
      filled += 1;
    }
    [this.#running, this.#spare] = [this.#spare, this.#running];
    return filled;
  }

  #tellProgress(): void {
    const [best] = this.#running;
    if (this.#rows > 0 && best !== undefined) this.#options.onProgress?.(best);
  }

  /** What has come to the limit is an answer too, if a poor one. */
  #finishRunning(): void {
    for (const [row, sequence] of this.#running.slice(0, this.#rows).entries()) {
      this.#finished.add(sequence.chosen(), this.#sums[row] ?? -Infinity, this.#counted(sequence.length), false);
    }
    this.#rows = 0;
  }

  #counted(length: number): number {
    return Math.max(1, length - (this.#options.uncounted ?? 1));
  }
}

/** The list itself where all of it is meant. */
function ofFirst(values: readonly number[], count: number): readonly number[] {
  return count === values.length ? values : values.slice(0, count);
}
