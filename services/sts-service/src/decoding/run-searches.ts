import type { StepDecoder, StepLogits } from './step-decoder.js';

/** A search as a machine that is moved by the decoder's steps, so that several can share each step. */
export interface SteppedSearch {
  /** How many rows it has in the next step; none when it is over. It begins with one. */
  readonly rows: number;
  /** What it appends to its rows in the next step, row after row: the prompt at first, then a token each. */
  readonly input: readonly number[];
  /** Whoever wants the answer may give it up: the search has no part in the steps that follow. */
  readonly signal: AbortSignal;
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
 * @param onLeave called when a search is over or given up, while the others go on.
 */
export async function runSearches<S extends SteppedSearch>(
  decoder: StepDecoder,
  searches: readonly S[],
  onLeave: (search: S) => void = () => {},
): Promise<void> {
  // The rows of the first step are the decoder's sources, so nobody leaves before it.
  let running = searches.filter(({ rows }) => rows > 0);
  while (running.some(({ signal }) => !signal.aborted)) {
    const rows = running.reduce((sum, search) => sum + search.rows, 0);
    const [only] = running;
    const input = running.length === 1 && only !== undefined ? only.input : running.flatMap(({ input: own }) => own);
    const step = await decoder.step(input, rows);
    const parents: number[] = [];
    const staying: S[] = [];
    let firstRow = 0;
    for (const search of running) {
      const had = search.rows;
      const next = search.signal.aborted ? nothing : search.advance(step, firstRow);
      if (next.length === 0 || search.signal.aborted) {
        onLeave(search);
      } else {
        staying.push(search);
        for (const parent of next) parents.push(firstRow + parent);
      }
      firstRow += had;
    }
    running = staying;
    const sameRows = parents.length === rows && parents.every((parent, row) => parent === row);
    if (running.length > 0 && !sameRows) decoder.select(parents);
  }
  for (const search of running) onLeave(search);
}

/** Runs one search. @throws its signal's reason when it was given up before its end. */
export async function runSearch(decoder: StepDecoder, search: SteppedSearch): Promise<void> {
  await runSearches(decoder, [search]);
  if (search.rows > 0) search.signal.throwIfAborted();
}

const nothing: readonly number[] = [];
