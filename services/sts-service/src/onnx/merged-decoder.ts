import { stsError } from '../errors.js';
import { StepLogits, type StepDecoder } from '../decoding/step-decoder.js';
import type { Graph } from './graph.js';
import { copyRows } from './move-rows.js';
import { PastKeyValues } from './past-key-values.js';
import { flagTensor, floatsOf, onesTensor, Tensor, type Tensors } from './tensors.js';

/** What the decoder looks at: an encoder's output, one row per source. */
export interface DecoderSource {
  readonly hiddenStates: Tensor;
  /** 1 where a source has a token, 0 where it is filled up; for models that ask for it. */
  readonly attentionMask?: Tensor;
}

export interface MergedDecoderOptions {
  readonly graph: Graph;
  /** The graph of all steps but the first, where it is another one: see `openDecoder`. */
  readonly laterGraph?: Graph;
  readonly source: DecoderSource;
  /** More outputs to fetch at each step, such as attention weights; see `lastOutputs`. */
  readonly alsoFetched?: readonly string[];
}

/**
 * A decoder exported with and without a past in one graph (`decoder_model_merged`), or with a past
 * that may be empty. It belongs to one batch of sources; the graph may be shared.
 */
export class MergedDecoder implements StepDecoder {
  readonly vocabularySize: number;
  readonly #graph: Graph;
  readonly #laterGraph: Graph;
  readonly #source: DecoderSource;
  readonly #cache: PastKeyValues;
  readonly #feeds: Tensors = {};
  /** The token inputs of all later steps: one per row, written anew each time. */
  #tokens: BigInt64Array = new BigInt64Array(0);
  #tokenTensor: Tensor | undefined;
  /** Which source each row looks at. */
  #sources: number[] = [];
  #lastOutputs: Tensors = {};
  readonly #wantsSourceEachStep: boolean;

  constructor({ graph, laterGraph = graph, source, alsoFetched = [] }: MergedDecoderOptions) {
    this.#graph = graph;
    this.#laterGraph = laterGraph;
    this.#source = source;
    this.#cache = new PastKeyValues(graph, laterGraph, ['logits', ...alsoFetched]);
    this.vocabularySize = vocabularyOf(graph);
    const branches = graph !== laterGraph || graph.inputs.has('use_cache_branch');
    this.#wantsSourceEachStep = !branches || !this.#cache.holdsSource;
  }

  /** Everything that the last step brought back, by the graph's names. */
  get lastOutputs(): Readonly<Tensors> {
    return this.#lastOutputs;
  }

  async step(tokens: readonly number[], rows: number): Promise<StepLogits> {
    const first = this.#cache.length === 0;
    const positions = tokens.length / rows;
    if (first) this.#begin(rows);
    this.#feedTokens(tokens, rows, positions);
    this.#cache.feed(this.#feeds, rows);
    const outputs = first
      ? await this.#graph.run(this.#feeds, this.#cache.firstFetches)
      : await this.#laterGraph.run(this.#feeds, this.#cache.laterFetches);
    this.#cache.take(outputs, rows, positions);
    this.#lastOutputs = outputs;
    const logits = outputs['logits'];
    if (logits === undefined) throw this.#incompatible('gave no logits');
    // Some graphs compute the last position alone.
    const given = logits.dims[1] ?? positions;
    return new StepLogits(floatsOf(logits), rows, given, logits.dims[2] ?? this.vocabularySize);
  }

  select(parents: readonly number[]): void {
    this.#cache.select(parents);
    const before = this.#sources;
    this.#sources = parents.map((parent) => before[parent] ?? 0);
    const moved = parents.length !== before.length || this.#sources.some((source, row) => source !== before[row]);
    if (moved) this.#feedSource();
  }

  reset(): void {
    this.#cache.reset();
    this.#lastOutputs = {};
  }

  dispose(): void {
    this.reset();
    for (const name of Object.keys(this.#feeds)) delete this.#feeds[name];
  }

  #begin(rows: number): void {
    const sources = this.#source.hiddenStates.dims[0] ?? 1;
    if (rows % sources !== 0) throw new RangeError(`${rows} rows cannot share ${sources} sources`);
    this.#sources = Array.from({ length: rows }, (_, row) => Math.floor((row * sources) / rows));
    this.#feedSource();
    this.#feed('use_cache_branch', () => flagTensor(false));
  }

  #feedTokens(tokens: readonly number[], rows: number, positions: number): void {
    if (this.#tokens.length !== tokens.length || this.#tokenTensor?.dims[0] !== rows) {
      this.#tokens = new BigInt64Array(tokens.length);
      this.#tokenTensor = new Tensor('int64', this.#tokens, [rows, positions]);
    }
    for (let i = 0; i < tokens.length; i += 1) this.#tokens[i] = BigInt(tokens[i] ?? 0);
    if (this.#tokenTensor !== undefined) this.#feeds['input_ids'] = this.#tokenTensor;
    const past = this.#cache.length;
    if (past > 0) this.#feed('use_cache_branch', () => (this.#past ??= flagTensor(true)));
    const whole = () => onesTensor([rows, past + positions]);
    this.#feed('attention_mask', whole);
    this.#feed('decoder_attention_mask', whole);
    const places = () => {
      const ids = Array.from({ length: rows * positions }, (_, i) => BigInt(past + (i % positions)));
      return new Tensor('int64', BigInt64Array.from(ids), [rows, positions]);
    };
    this.#feed('position_ids', places);
    this.#feed('num_logits_to_keep', () => new Tensor('int64', BigInt64Array.of(0n), []));
  }

  /** The flag of all steps with a past, made once. */
  #past: Tensor | undefined;

  #feedSource(): void {
    const { hiddenStates, attentionMask } = this.#source;
    // With the source's keys and values in the cache its states are an input that nothing reads.
    const all = this.#cache.length === 0 || this.#wantsSourceEachStep;
    this.#feed('encoder_hidden_states', () => (all ? spread(hiddenStates, this.#sources) : hiddenStates));
    this.#feed('encoder_attention_mask', () => {
      const mask = attentionMask ?? onesTensor([hiddenStates.dims[0] ?? 1, hiddenStates.dims[1] ?? 0]);
      return spread(mask, this.#sources);
    });
  }

  #feed(name: string, make: () => Tensor): void {
    if (this.#graph.inputs.has(name) || this.#laterGraph.inputs.has(name)) this.#feeds[name] = make();
  }

  #incompatible(what: string): Error {
    return stsError('MODEL_INCOMPATIBLE', `the model ${this.#graph.file} ${what}`, { source: this.#graph.file });
  }
}

function vocabularyOf(graph: Graph): number {
  const size = graph.outputs.get('logits')?.shape.at(-1);
  return typeof size === 'number' ? size : 0;
}

function isIdentity(rows: readonly number[], count: number): boolean {
  return rows.length === count && rows.every((source, row) => source === row);
}

/** A copy with a row per entry of `rows`, or the tensor itself where that is the same: the source may be shared. */
function spread(tensor: Tensor, rows: readonly number[]): Tensor {
  return isIdentity(rows, tensor.dims[0] ?? 0) ? tensor : copyRows(tensor, rows);
}
