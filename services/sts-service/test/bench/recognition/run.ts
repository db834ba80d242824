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
  /** To load the model and recognise the first sound. */
  readonly readyMs: number;
  /** Each run, the first included. */
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

async function recognizeOnce(): Promise<void> {
  lap();
  await parts.features(samples);
  runs.featuresMs.push(lap());
  await parts.encode();
  runs.encodeMs.push(lap());
  tokens = await parts.decode();
  runs.decodeMs.push(lap());
}

let tokens = 0;
const startedMs = performance.now();
const parts = await (task.runtime === 'ours' ? openOurs(task) : openHub(task));
await recognizeOnce();
const readyMs = performance.now() - startedMs;
for (let run = 0; run < task.runs; run += 1) await recognizeOnce();
// Kilobytes on Linux.
const peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ readyMs, ...runs, tokens, peakMiB } satisfies RecognitionFigures));
