import { engineStages, type EngineStage } from '@dubbing/contracts';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { EngineState, EngineStats } from '../engine-stats.js';
import type { MeasuredStage, PipelineObserver } from '../pipeline/observer.js';
import type { SessionObserver } from '../session/peer.js';

/** What is read at the moment when metrics are asked for. */
export interface MetricSources {
  sessions(): number;
  inFlight(): number;
  engines(): EngineStats | undefined;
}

const engineHelp = {
  queued: 'Jobs that wait for an engine.',
  busy: 'Engines that have a job.',
  workers: 'Engines that are ready.',
};

const secondsBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 13];

/** The service's metrics, in a registry of their own. */
export class Metrics implements PipelineObserver, SessionObserver {
  readonly #registry = new Registry();
  readonly #stageSeconds = new Histogram({
    name: 'sts_stage_duration_seconds',
    help: 'Time of one stage for one fragment and language.',
    labelNames: ['stage', 'outcome'],
    buckets: secondsBuckets,
    registers: [this.#registry],
  });
  readonly #fragmentSeconds = new Histogram({
    name: 'sts_fragment_duration_seconds',
    help: 'Time from the receipt of a fragment to its reply.',
    labelNames: ['status'],
    buckets: secondsBuckets,
    registers: [this.#registry],
  });
  readonly #dubs = new Counter({
    name: 'sts_dubs_total',
    help: 'Dubs by language and status.',
    labelNames: ['language', 'status'],
    registers: [this.#registry],
  });
  readonly #partials = new Counter({
    name: 'sts_partials_total',
    help: 'Transcripts that were sent before the reply: growing ones, and the final one of each fragment.',
    labelNames: ['kind'],
    registers: [this.#registry],
  });
  readonly #failures = new Counter({
    name: 'sts_failures_total',
    help: 'Fragments and dubs that failed, by error code.',
    labelNames: ['of', 'code'],
    registers: [this.#registry],
  });
  readonly #refusals = new Counter({
    name: 'sts_refusals_total',
    help: 'Messages and requests that were refused, by error code.',
    labelNames: ['code'],
    registers: [this.#registry],
  });

  constructor(sources: MetricSources) {
    collectDefaultMetrics({ register: this.#registry });
    this.#gauge('sts_sessions', 'Sessions that are open or may be resumed.', () => sources.sessions());
    this.#gauge('sts_fragments_in_flight', 'Fragments accepted and not answered.', () => sources.inFlight());
    this.#gauge(
      'sts_engine_restarts',
      'Engines started in place of one that died.',
      () => sources.engines()?.restarts ?? 0,
    );
    this.#engineGauge(
      'sts_engine_memory_bytes',
      "Physical memory of an engine's processes.",
      () => sources.engines(),
      (engine) => engine.memoryBytes,
    );
    this.#engineGauge(
      'sts_engine_fallback',
      'One where an engine computes on the CPU although CUDA was wished for.',
      () => sources.engines(),
      (engine) => Number(engine.fallback),
    );
    for (const state of ['queued', 'busy', 'workers'] as const) {
      this.#stageGauge(`sts_engine_${state}`, engineHelp[state], (stage) => sources.engines()?.[stage][state] ?? 0);
    }
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics in the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  stage(stage: MeasuredStage, durationMs: number, outcome: 'ok' | 'failed'): void {
    this.#stageSeconds.observe({ stage, outcome }, durationMs / 1000);
  }

  dub(language: string, status: 'spoken' | 'empty' | 'failed', errorCode?: string): void {
    this.#dubs.inc({ language, status });
    if (errorCode !== undefined) this.#failures.inc({ of: 'dub', code: errorCode });
  }

  fragment(status: 'ok' | 'empty' | 'failed', totalMs: number, errorCode?: string): void {
    this.#fragmentSeconds.observe({ status }, totalMs / 1000);
    if (errorCode !== undefined) this.#failures.inc({ of: 'fragment', code: errorCode });
  }

  partial(kind: 'growing' | 'final'): void {
    this.#partials.inc({ kind });
  }

  refused(code: string): void {
    this.#refusals.inc({ code });
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  #engineGauge(
    name: string,
    help: string,
    engines: MetricSources['engines'],
    read: (engine: EngineState) => number,
  ): void {
    new Gauge({
      name,
      help,
      labelNames: ['engine'],
      registers: [this.#registry],
      collect() {
        for (const engine of engines()?.engines ?? []) this.set({ engine: engine.name }, read(engine));
      },
    });
  }

  #stageGauge(name: string, help: string, read: (stage: EngineStage) => number): void {
    new Gauge({
      name,
      help,
      labelNames: ['stage'],
      registers: [this.#registry],
      collect() {
        for (const stage of engineStages) this.set({ stage }, read(stage));
      },
    });
  }
}
