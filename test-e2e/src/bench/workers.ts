import { join } from 'node:path';
import { DubbingError, sleep } from '@dubbing/common';
import type { StreamStatus } from '@dubbing/contracts';
import { errorCodes } from '../errors.js';
import { eventually } from '../eventually.js';
import type { Stack } from '../stack/stack.js';
import { observe, type Observation } from './observe.js';
import { findInTree } from './process-usage.js';

export interface WorkersObservation extends Observation {
  /** Median over the streams, and the worst of them. */
  jitterMsP50: number;
  worstJitterMsP99: number;
  /** Streams with a late release: a 99th percentile beyond `LATE_MS`, a unit that was dropped, or an end before time. */
  lateStreams: number;
  /** Fragments whose dub came too late, in all streams. */
  lateDubs: number;
}

/** A unit that leaves this much after its time is late. */
export const LATE_MS = 100;
/** A worker takes some two seconds of processor time to start, and then waits for the programme delay. */
const START_MS = 60_000;
const START_EACH_MS = 6_000;
const SETTLE_MS = 5_000;

/** So many streams of the same file, each by a worker, one language to a file. */
export async function dubAtOnce(
  stack: Stack,
  source: string,
  dir: string,
  count: number,
  seconds: number,
): Promise<WorkersObservation> {
  const ids = Array.from({ length: count }, (_, index) => `bench-${count}-${index}`);
  for (const id of ids) {
    const { status } = await stack.api.create({
      id,
      input: `file://${source}`,
      targetLanguages: ['es'],
      outputs: [{ language: 'es', url: `file://${join(dir, `${id}.ts`)}` }],
    });
    if (status >= 300)
      throw new DubbingError(errorCodes.API_REFUSED, `${id} was refused: HTTP ${status}`, { source: id });
  }
  const statuses = (): Promise<StreamStatus[]> => Promise.all(ids.map((id) => stack.api.stream(id)));
  await eventually(async () => (await statuses()).every(({ state }) => state !== 'starting'), {
    what: `${count} streams on air`,
    deadlineMs: START_MS + count * START_EACH_MS,
    intervalMs: 1000,
  });
  await sleep(SETTLE_MS);
  const before = await statuses();
  const observation = await observe(findInTree(stack.media.pid ?? 0, join('worker', 'main.js')), seconds);
  const after = await statuses();
  await Promise.all(ids.map((id) => stack.api.remove(id)));
  await eventually(() => findInTree(stack.media.pid ?? 0, join('worker', 'main.js')).length === 0, {
    what: 'the workers to end',
    deadlineMs: 60_000,
    intervalMs: 500,
  });
  return { ...observation, ...releaseOf(before, after) };
}

type Release = Omit<WorkersObservation, keyof Observation>;

function releaseOf(before: readonly StreamStatus[], after: readonly StreamStatus[]): Release {
  const dropped = ({ outputs }: StreamStatus): number =>
    outputs.reduce((sum, output) => sum + (output.dropped ?? 0), 0);
  const late = ({ languages }: StreamStatus): number => languages.reduce((sum, language) => sum + language.late, 0);
  const p50 = after.map(({ release }) => release?.jitterMsP50 ?? Number.NaN).toSorted((a, b) => a - b);
  const p99 = after.map(({ release }) => release?.jitterMsP99 ?? Number.NaN);
  const lateStreams = after.filter((status, index) => {
    const first = before[index];
    const onTime = (status.release?.jitterMsP99 ?? Number.POSITIVE_INFINITY) <= LATE_MS;
    return status.state !== 'live' || !onTime || first === undefined || dropped(status) > dropped(first);
  });
  const sum = (values: readonly StreamStatus[]): number => values.reduce((all, status) => all + late(status), 0);
  return {
    jitterMsP50: p50[Math.floor(p50.length / 2)] ?? Number.NaN,
    worstJitterMsP99: Math.max(...p99),
    lateStreams: lateStreams.length,
    lateDubs: sum(after) - sum(before),
  };
}
