import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ProgrammeManifest } from '../../src/programme/manifest.js';
import type { Measurement } from '../../src/probe/programme/recording.js';

/** What the thread is told: the arguments of `measureRecording`. */
export type MeasureArguments = readonly [recording: string, programme: string, manifest: ProgrammeManifest];

/**
 * Measures a recording on a thread of its own. A test publishes from its own thread, and to measure there is a source that
 * stands still for seconds: the service would rightly take it for lost.
 */
export async function measureApart(...measured: MeasureArguments): Promise<Measurement> {
  const worker = new Worker(new URL('./measure-thread.js', import.meta.url), { workerData: measured });
  const [measurement] = (await once(worker, 'message')) as [Measurement];
  return measurement;
}
