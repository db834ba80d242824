import { sleep } from '@dubbing/common';
import type { ContainerMemory } from '../../containers/container.js';
import { firstDub, type FirstDub, type Services } from './first-dub.js';

/** One service, wherever it runs. */
interface Part {
  start(): Promise<void>;
  stop(): Promise<unknown>;
  memory(): ContainerMemory;
}

/** Both services at one place: in containers, or as processes of the working tree. */
export interface Place extends Services {
  media: Part;
  sts: Part;
  close(): Promise<void>;
}

export interface Figures {
  mediaReadyMs: number[];
  stsReadyMs: number[];
  first: FirstDub;
  idle: { media: ContainerMemory; sts: ContainerMemory };
  oneStream: { media: ContainerMemory; sts: ContainerMemory };
}

export interface MeasureOptions {
  programme: { file: string; durationMs: number };
  language: string;
  /** How often each service is started. */
  starts: number;
  /** How long a stream has been on the air when its memory is read. */
  streamSeconds: number;
}

/** A service that has just become ready still gives back what it needed for that. */
const SETTLE_MS = 3_000;

export async function measurePlace(place: Place, options: MeasureOptions): Promise<Figures> {
  const mediaReadyMs: number[] = [];
  const stsReadyMs: number[] = [];
  for (let start = 0; start < options.starts; start += 1) {
    if (start > 0) await Promise.all([place.media.stop(), place.sts.stop()]);
    // One after the other: two that start at once would wait for each other's processors.
    stsReadyMs.push(await timeOf(() => place.sts.start()));
    mediaReadyMs.push(await timeOf(() => place.media.start()));
  }
  await sleep(SETTLE_MS);
  const memory = (): Figures['idle'] => ({ media: place.media.memory(), sts: place.sts.memory() });
  const idle = memory();
  const { publisher, ...first } = await firstDub(place, options.programme, options.language);
  try {
    await sleep(options.streamSeconds * 1_000);
    return { mediaReadyMs, stsReadyMs, first, idle, oneStream: memory() };
  } finally {
    await publisher.close();
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}
