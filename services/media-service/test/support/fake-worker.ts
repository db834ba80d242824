import { Deferred } from '@dubbing/common';
import type { WorkerEnd, WorkerHandle, WorkerStarter } from '../../src/streams/worker-process.js';
import type { CaptionNews, FromWorker, WorkerStatus } from '../../src/worker/messages.js';
import type { StreamSpec } from '../../src/worker/stream-spec.js';

/** A worker that does what a test tells it to, in place of a process. */
export class FakeWorker implements WorkerHandle {
  readonly spec: StreamSpec;
  readonly ends: string[] = [];
  readonly drains: string[] = [];
  readonly #endsAtOnce: boolean;
  readonly #tell: (message: Exclude<FromWorker, { type: 'ended' }>) => void;
  readonly #closed = new Deferred<WorkerEnd>();

  constructor(spec: StreamSpec, tell: (message: Exclude<FromWorker, { type: 'ended' }>) => void, endsAtOnce = true) {
    this.spec = spec;
    this.#endsAtOnce = endsAtOnce;
    this.#tell = tell;
  }

  get closed(): Promise<WorkerEnd> {
    return this.#closed.promise;
  }

  /** A drain that is asked for is over when `finish` says so. */
  drain(reason: string): void {
    this.drains.push(reason);
  }

  end(reason: string): void {
    this.ends.push(reason);
    if (this.#endsAtOnce) this.#closed.resolve({ kind: 'ended' });
  }

  say(state: WorkerStatus['state'], more: Partial<WorkerStatus> = {}): void {
    this.#tell({ type: 'status', status: { ...idleStatus, state, ...more } });
  }

  /** Says words: as they are recognised, or a translation. */
  caption(kind: CaptionNews['kind'], text: string, more: Partial<CaptionNews> = {}): void {
    const place = { fragmentId: 'f0', startPtsNs: '1000000000', endPtsNs: '3000000000', language: 'en', revision: 1 };
    this.#tell({ type: 'captions', captions: [{ ...place, kind, text, ...more }] });
  }

  async finish(end: WorkerEnd): Promise<void> {
    this.#closed.resolve(end);
    await this.#closed.promise;
    // The stream hears of it one turn later.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const idleStatus: WorkerStatus = {
  state: 'starting',
  sts: { state: 'connected', engines: [] },
  languages: [
    {
      language: 'es',
      onAir: true,
      spoken: 3,
      empty: 0,
      late: 0,
      failed: 0,
      skipped: 0,
      fallbacks: 1,
      dubLagMsP50: 20,
      dubLagMsP99: 90,
    },
  ],
  outputs: [],
  ingest: { videoCodec: 'h264', headPtsNs: '5', reconnects: 0 },
  releasedPtsNs: '0',
  release: { jitterMsP50: 4.5, jitterMsP99: 9.5 },
  memoryBytes: 100,
  cpuMs: 10,
  counters: { fragmentsSent: 3 },
};

/**
 * Hands out fake workers and keeps them in the order in which they were started.
 * @param endsAtOnce false: a worker that is told to end goes on until it is finished
 */
export function fakeWorkers({ endsAtOnce = true } = {}): { started: FakeWorker[]; start: WorkerStarter } {
  const started: FakeWorker[] = [];
  return {
    started,
    start: (spec, tell) => {
      const worker = new FakeWorker(spec, tell, endsAtOnce);
      started.push(worker);
      return worker;
    },
  };
}
