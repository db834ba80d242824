import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findInTree } from '../bench/process-usage.js';
import type { MediaApi } from '../stack/api.js';
import type { Reading } from './slope.js';

/** What was seen of the services while the soak ran. */
export class Watch {
  readonly workerMib: Reading[] = [];
  readonly serviceMib: Reading[] = [];
  /** How often each was seen, as `state`, `sts state` and `output state`. */
  readonly states = new Map<string, number>();
  readonly workers = new Set<number>();
  streamRestarts = 0;
  outputRestarts = 0;
  unanswered = 0;
  readonly #startedMs = performance.now();

  constructor(
    readonly api: MediaApi,
    readonly stream: string,
    readonly servicePid: number,
  ) {}

  async look(): Promise<void> {
    const atS = (performance.now() - this.#startedMs) / 1000;
    const [worker] = findInTree(this.servicePid, join('worker', 'main.js'));
    if (worker !== undefined) this.workers.add(worker);
    read(this.workerMib, atS, worker);
    read(this.serviceMib, atS, this.servicePid);
    try {
      const status = await this.api.stream(this.stream);
      this.#see(status.state);
      this.#see(`sts ${status.sts.state}`);
      for (const { url, state } of status.outputs) this.#see(`${url.split(':')[0] ?? ''} output ${state}`);
      this.streamRestarts = status.restarts;
      this.outputRestarts = status.outputs.reduce((sum, { restarts }) => sum + restarts, 0);
    } catch {
      this.unanswered += 1;
    }
  }

  #see(state: string): void {
    this.states.set(state, (this.states.get(state) ?? 0) + 1);
  }
}

function read(readings: Reading[], atS: number, pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (resident !== undefined) readings.push({ atS, value: Number(resident) / 1024 });
  } catch {
    // It ended while it was looked at.
  }
}
