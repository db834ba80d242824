import { stsError } from '../errors.js';
import type { Fetches, Graph } from './graph.js';
import { moveRows } from './move-rows.js';
import { emptyTensor, type Tensor, type Tensors } from './tensors.js';

interface CacheEntry {
  readonly input: string;
  readonly output: string;
  readonly type: Tensor.Type;
  readonly emptyDims: readonly (number | string)[];
  /** Keys and values of the source: the first step makes them, and they stay. */
  readonly ofSource: boolean;
}

/**
 * A decoder's attention cache in the names of the hub's exports: `past_key_values.N.decoder.key` goes
 * in, `present.N.decoder.key` comes out and is the next step's input as it is. Keys and values of the
 * source (`.encoder.`) come from the first step alone; later steps do not even fetch them.
 */
export class PastKeyValues {
  readonly #entries: readonly CacheEntry[];
  /** What the first step brings back beside the logits. */
  readonly firstFetches: Fetches;
  readonly laterFetches: Fetches;
  readonly #tensors: Tensors = {};
  /** The row of the source's tensors that each row looks at. */
  #sources: number[] = [];
  #length = 0;

  /**
   * @param first the graph of the first step, `later` of the others; mostly the same.
   * @throws DubbingError MODEL_INCOMPATIBLE when the graph has a past that does not come out again.
   */
  constructor(first: Graph, later: Graph, alsoFetched: readonly string[]) {
    this.#entries = [...later.inputs.values()]
      .filter(({ name }) => name.startsWith('past_key_values.'))
      .map(({ name, type, shape }) => ({
        input: name,
        output: name.replace('past_key_values.', 'present.'),
        type,
        emptyDims: shape,
        ofSource: name.includes('.encoder.'),
      }));
    const missing = this.#entries.filter(({ output }) => !first.outputs.has(output)).map(({ output }) => output);
    if (missing.length > 0 || this.#entries.length === 0) {
      throw stsError(
        'MODEL_INCOMPATIBLE',
        missing.length > 0
          ? `the model ${first.file} has no output ${missing.join(', ')}`
          : `the model ${later.file} has no inputs past_key_values.*: it is no decoder with a cache`,
        { source: first.file },
      );
    }
    const outputs = this.#entries.map(({ output }) => output);
    this.firstFetches = first.fetches([...alsoFetched, ...outputs]);
    const grown = this.#entries.filter(({ ofSource }) => !ofSource).map(({ output }) => output);
    this.laterFetches = later.fetches([...alsoFetched, ...grown]);
  }

  /** How many tokens each row has behind it. */
  get length(): number {
    return this.#length;
  }

  get holdsSource(): boolean {
    return this.#entries.some(({ ofSource }) => ofSource);
  }

  /** Puts the past into a decoder's inputs: empty before the first step. */
  feed(feeds: Tensors, rows: number): void {
    for (const { input, type, emptyDims } of this.#entries) {
      feeds[input] =
        this.#tensors[input] ??
        emptyTensor(
          type,
          emptyDims.map((dim, axis) => (typeof dim === 'number' ? dim : axis === 0 ? rows : 0)),
        );
    }
  }

  /** Takes over what a step brought back. */
  take(outputs: Tensors, rows: number, positions: number): void {
    const first = this.#length === 0;
    for (const { input, output, ofSource } of this.#entries) {
      const tensor = outputs[output];
      if (tensor !== undefined && (first || !ofSource)) this.#tensors[input] = tensor;
    }
    if (first) this.#sources = Array.from({ length: rows }, (_, row) => row);
    this.#length += positions;
  }

  /** Row `i` becomes what row `parents[i]` was. Rows that stay are not touched. */
  select(parents: readonly number[]): void {
    const before = this.#sources;
    this.#sources = parents.map((parent) => before[parent] ?? 0);
    const sourcesMove = parents.length !== before.length || this.#sources.some((source, row) => source !== before[row]);
    for (const { input, ofSource } of this.#entries) {
      const tensor = this.#tensors[input];
      if (tensor === undefined || (ofSource && !sourcesMove)) continue;
      this.#tensors[input] = moveRows(tensor, parents);
    }
  }

  reset(): void {
    for (const { input } of this.#entries) delete this.#tensors[input];
    this.#sources = [];
    this.#length = 0;
  }
}
