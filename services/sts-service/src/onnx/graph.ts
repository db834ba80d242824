import type { InferenceSession } from 'onnxruntime-node';
import { stsError } from '../errors.js';
import { openOnnxSession } from './session.js';
import type { OnnxProvider, OnnxProviderChoice } from './provider.js';
import type { Tensor, Tensors } from './tensors.js';

export interface GraphOptions {
  readonly file: string;
  /** What to load instead of the file's content, made from it. */
  readonly model?: Uint8Array;
  readonly provider: OnnxProviderChoice;
  readonly threads: number;
  /** Inputs and outputs without which the graph is of another architecture. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface GraphValue {
  readonly name: string;
  readonly type: Tensor.Type;
  /** A number where the graph fixes the size, else the name that its author gave it. */
  readonly shape: readonly (number | string)[];
}

/** Which outputs to bring back. One that is not fetched is not copied out of the runtime. */
export type Fetches = Readonly<Record<string, null>>;

/**
 * A loaded ONNX graph whose inputs and outputs are those that its user expects.
 *
 * What the runtime's binding does with memory, by its source and by measurement of 1.30: inputs are
 * read where they lie; every fetched output is copied into a new buffer, also when a tensor to write
 * to is handed over; `run` computes on the calling thread, from `setImmediate` on, so messages and
 * signals arrive between two runs and never during one.
 */
export class Graph {
  readonly file: string;
  readonly provider: OnnxProvider;
  /** Why CUDA is not used although it was wished for. */
  readonly fallbackReason?: string;
  readonly inputs: ReadonlyMap<string, GraphValue>;
  readonly outputs: ReadonlyMap<string, GraphValue>;
  readonly #session: InferenceSession;
  #closing: Promise<void> | undefined;

  private constructor(file: string, session: InferenceSession, provider: OnnxProvider, fallbackReason?: string) {
    this.file = file;
    this.provider = provider;
    if (fallbackReason !== undefined) this.fallbackReason = fallbackReason;
    this.#session = session;
    this.inputs = valuesOf(session.inputMetadata);
    this.outputs = valuesOf(session.outputMetadata);
  }

  /**
   * @throws DubbingError MODEL_UNAVAILABLE when the file is missing, damaged, or beyond this runtime;
   * MODEL_INCOMPATIBLE when an input or output is missing.
   */
  static async open(options: GraphOptions): Promise<Graph> {
    const { session, provider, fallbackReason } = await openOnnxSession(
      options.file,
      options.provider,
      options.threads,
      options.model,
    );
    const graph = new Graph(options.file, session, provider, fallbackReason);
    try {
      graph.#require('input', graph.inputs, options.inputs);
      graph.#require('output', graph.outputs, options.outputs);
    } catch (error) {
      await graph.close();
      throw error;
    }
    return graph;
  }

  /** Names for `run`; those that the graph does not have are left out. */
  fetches(names: Iterable<string>): Fetches {
    return Object.fromEntries([...names].filter((name) => this.outputs.has(name)).map((name) => [name, null]));
  }

  /**
   * @param feeds every input of the graph, others are not looked at.
   * @throws DubbingError ENGINE_FAILED with the runtime's reason.
   */
  async run(feeds: Readonly<Tensors>, fetches: Fetches): Promise<Tensors> {
    try {
      return await this.#session.run(feeds, fetches);
    } catch (cause) {
      throw stsError('ENGINE_FAILED', `the model ${this.file} failed`, { source: this.file, cause });
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#session.release();
    return this.#closing;
  }

  #require(kind: string, present: ReadonlyMap<string, GraphValue>, names: readonly string[]): void {
    const missing = names.filter((name) => !present.has(name));
    if (missing.length === 0) return;
    throw stsError(
      'MODEL_INCOMPATIBLE',
      `the model ${this.file} has no ${kind} ${missing.join(', ')}; it has ${[...present.keys()].slice(0, 8).join(', ')}`,
      { source: this.file },
    );
  }
}

function valuesOf(metadata: readonly InferenceSession.ValueMetadata[]): ReadonlyMap<string, GraphValue> {
  return new Map(
    metadata.filter((value) => value.isTensor).map(({ name, type, shape }) => [name, { name, type, shape }]),
  );
}
