import { DubbingError, type Backoff, type Logger } from '@dubbing/common';
import type { EngineStage } from '@dubbing/contracts';
import type { EngineFault, Offer } from '../pipeline/catalogue.js';
import type { EngineProcess } from './engine-process.js';
import { Lane, type LaneStats } from './lane.js';
import type { EngineReady, EngineSettings } from './messages.js';
import { Supervisor } from './supervisor.js';

export interface EngineGroupOptions<E> {
  readonly name: string;
  readonly stage: EngineStage;
  readonly family: 'builtin' | 'onnx';
  readonly settings: EngineSettings;
  readonly processes: number;
  readonly queueCapacity: number;
  readonly cancelGraceMs: number;
  readonly loadTimeoutMs: number;
  readonly logger: Logger;
  readonly backoff?: () => Backoff;
  /** Languages that are not served when the engine cannot be loaded. Absent: any. */
  readonly languages?: readonly string[];
  /** The engine as the pipeline knows it. @param ready what its process tells; undefined until the first is there. */
  readonly engineOf: (lane: Lane<EngineProcess>, ready: () => EngineReady | undefined) => E;
}

/** How one engine does, for metrics and readiness. */
export interface EngineGroupStats {
  readonly name: string;
  readonly stage: EngineStage;
  readonly lane: LaneStats;
  readonly restarts: number;
  readonly pids: readonly number[];
  /** Physical memory of its processes. */
  readonly memoryBytes: number;
  /** It computes on the CPU although CUDA was wished for. */
  readonly fallback: boolean;
}

/** One engine: the queue before it and the supervised processes behind that. */
export class EngineGroup<E> {
  readonly name: string;
  readonly #options: EngineGroupOptions<E>;
  readonly #lane: Lane<EngineProcess>;
  readonly #supervisor: Supervisor;
  readonly #engine: E;

  constructor(options: EngineGroupOptions<E>) {
    const { name, engineOf, processes, queueCapacity } = options;
    this.name = name;
    this.#options = options;
    this.#lane = new Lane<EngineProcess>(name, queueCapacity);
    this.#supervisor = new Supervisor(processes, { ...options, lane: this.#lane });
    this.#engine = engineOf(this.#lane, () => this.#supervisor.ready);
  }

  /** Resolves when the engine is ready, or it is known that it will not be soon. */
  get settled(): Promise<void> {
    return this.#supervisor.settled;
  }

  /** What the process that got ready last told. */
  get ready(): EngineReady | undefined {
    return this.#supervisor.ready;
  }

  /** The engine, or why it is not there. */
  get state(): { readonly offer: Offer<E> } | { readonly fault: EngineFault } {
    const { stage, family, languages } = this.#options;
    const { fault: error, ready } = this.#supervisor;
    if (error !== undefined) {
      const known = languages !== undefined && { languages };
      return { fault: { stage, family, engine: this.name, error: this.#named(error), ...known } };
    }
    const { provider, fallbackReason } = ready ?? {};
    const computes = {
      ...(provider !== undefined && { provider }),
      ...(fallbackReason !== undefined && { fallbackReason }),
    };
    return { offer: { engine: this.#engine, family, ...computes } };
  }

  stats(): EngineGroupStats {
    const { restarts, pids, memoryBytes, ready } = this.#supervisor;
    const { name, stage } = this.#options;
    const fallback = ready?.fallbackReason !== undefined;
    return { name, stage, lane: this.#lane.stats, restarts, pids, memoryBytes, fallback };
  }

  /** A model's file may lie anywhere; people know the model by its name. */
  #named(error: DubbingError): DubbingError {
    if (this.#options.family === 'builtin') return error;
    const { code, message, source = this.name, retryable } = error;
    return new DubbingError(code, `${this.name}: ${message}`, { source, retryable, cause: error });
  }

  async close(): Promise<void> {
    this.#lane.close();
    await this.#supervisor.close();
  }
}
