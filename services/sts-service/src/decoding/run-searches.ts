import type { StepDecoder, StepLogits } from './step-decoder.js';

/** A search as a machine that is moved by the decoder's steps, so that several can share each step. */
export interface SteppedSearch {
  /** How many rows it has in the next step; none when it is over. It begins with one. */
  readonly rows: number;
  /** What it appends to its rows in the next step, row after row: the prompt at first, then a token each. */
  readonly input: readonly number[];
  /**
   * Takes its part of a step's logits and chooses what comes next.
   * @param firstRow where its rows begin in the step.
   * @returns which of its rows each of its next rows goes on with.
   */
  advance(step: StepLogits, firstRow: number): readonly number[];
}

/**
 * Runs searches to their ends, all in the same steps: a step of several rows costs little more than
 * one of a single row as long as the weights' way through memory is what takes the time. Search `i`
 * is about the decoder's source `i`; their prompts have the same length.
 * @param signal looked at before every step.
 */
export async function runSearches(
  decoder: StepDecoder,
  searches: readonly SteppedSearch[],
  signal: AbortSignal,
): Promise<void> {
  let running = searches.filter(({ rows }) => rows > 0);
  while (running.length > 0) {
    signal.throwIfAborted();
    const rows = running.reduce((sum, search) => sum + search.rows, 0);
    const [only] = running;
    const input = running.length === 1 && only !== undefined ? only.input : running.flatMap(({ input: own }) => own);
    const step = await decoder.step(input, rows);
    const parents: number[] = [];
    let firstRow = 0;
    for (const search of running) {
      const had = search.rows;
      for (const parent of search.advance(step, firstRow)) parents.push(firstRow + parent);
      firstRow += had;
    }
    running = running.filter((search) => search.rows > 0);
    const sameRows = parents.length === rows && parents.every((parent, row) => parent === row);
    if (running.length > 0 && !sameRows) decoder.select(parents);
  }
}
