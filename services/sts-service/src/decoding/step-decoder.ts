/**
 * What the loops of this folder need from a decoder: rows of tokens in, logits out, with a cache
 * inside that knows what came before. A row is one sequence that grows: a sentence, or one beam of it.
 */
export interface StepDecoder {
  readonly vocabularySize: number;

  /**
   * Appends to each row. The first step may bring several tokens per row, later ones bring one.
   * @param tokens rows × positions, row after row.
   * @returns the logits of what was appended; they may be changed, and belong to the next step from then on.
   */
  step(tokens: readonly number[], rows: number): Promise<StepLogits>;

  /** From now on row `i` continues what row `parents[i]` was; there are as many rows as parents. */
  select(parents: readonly number[]): void;

  /** Forgets all that was appended; what was made from the source is kept. */
  reset(): void;

  /** Lets go of the cache. The decoder cannot be used afterwards. */
  dispose(): void;
}

/** Logits of the tokens of one step. */
export class StepLogits {
  readonly data: Float32Array;
  readonly rows: number;
  readonly positions: number;
  readonly vocabularySize: number;

  /** @param data rows × positions × vocabulary. */
  constructor(data: Float32Array, rows: number, positions: number, vocabularySize: number) {
    this.data = data;
    this.rows = rows;
    this.positions = positions;
    this.vocabularySize = vocabularySize;
  }

  /** The logits of what follows the given position, by default the last; the memory is shared. */
  of(row: number, position = this.positions - 1): Float32Array {
    const start = (row * this.positions + position) * this.vocabularySize;
    if (start === 0 && this.data.length === this.vocabularySize) return this.data;
    return this.data.subarray(start, start + this.vocabularySize);
  }
}
