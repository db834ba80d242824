import { sweep } from '../../support/sweep.js';
import { openHub } from './hub-parts.js';
import { openOurs } from './our-parts.js';
import type { PartsOptions } from './parts.js';

/** What a child process is told to do. */
export interface RecognitionTask extends PartsOptions {
  readonly runtime: 'ours' | 'hub';
  readonly durationS: number;
  readonly runs: number;
}

export interface RecognitionFigures {
  readonly loadMs: number;
  /** Each run. */
  readonly featuresMs: readonly number[];
  readonly encodeMs: readonly number[];
  readonly decodeMs: readonly number[];
  /** Of one run. */
  readonly tokens: number;
  readonly peakMiB: number;
}

const task = JSON.parse(process.argv[2] ?? '{}') as RecognitionTask;
const samples = sweep(task.durationS);
const runs = { featuresMs: [] as number[], encodeMs: [] as number[], decodeMs: [] as number[] };

let lapMs = performance.now();
function lap(): number {
  const startedMs = lapMs;
  lapMs = performance.now();
  return lapMs - startedMs;
}

const parts = await (task.runtime === 'ours' ? openOurs(task) : openHub(task));
const loadMs = lap();
let tokens = 0;
for (let run = -1; run < task.runs; run += 1) {
  lap();
  await parts.features(samples);
  const featuresMs = lap();
  await parts.encode();
  const encodeMs = lap();
  tokens = await parts.decode();
  const decodeMs = lap();
  // The first warms up.
  if (run < 0) continue;
  runs.featuresMs.push(featuresMs);
  runs.encodeMs.push(encodeMs);
  runs.decodeMs.push(decodeMs);
}
// Kilobytes on Linux.
const peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ loadMs, ...runs, tokens, peakMiB } satisfies RecognitionFigures));
