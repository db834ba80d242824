import { StepLogits, type StepDecoder } from '../../src/decoding/step-decoder.js';

/**
 * A decoder whose logits are a function of the tokens of a row so far. It keeps its rows as a cache
 * does, so that a loop that selects the wrong rows gets the wrong logits.
 */
export class ScriptedDecoder implements StepDecoder {
  readonly vocabularySize: number;
  steps = 0;
  readonly #logits: (tokens: readonly number[]) => readonly number[];
  #rows: number[][] = [];

  constructor(vocabularySize: number, logits: (tokens: readonly number[]) => readonly number[]) {
    this.vocabularySize = vocabularySize;
    this.#logits = logits;
  }

  step(tokens: readonly number[], rows: number): Promise<StepLogits> {
    this.steps += 1;
    const positions = tokens.length / rows;
    if (this.#rows.length === 0) this.#rows = Array.from({ length: rows }, () => []);
    if (this.#rows.length !== rows) throw new Error(`${rows} rows after ${this.#rows.length}`);
    const data = new Float32Array(rows * positions * this.vocabularySize);
    for (const [row, sequence] of this.#rows.entries()) {
      for (let position = 0; position < positions; position += 1) {
        sequence.push(tokens[row * positions + position] ?? -1);
        data.set(this.#logits(sequence), (row * positions + position) * this.vocabularySize);
      }
    }
    return Promise.resolve(new StepLogits(data, rows, positions, this.vocabularySize));
  }

  select(parents: readonly number[]): void {
    this.#rows = parents.map((parent) => [...(this.#rows[parent] ?? [])]);
  }

  reset(): void {
    this.#rows = [];
  }

  dispose(): void {
    this.reset();
  }
}
