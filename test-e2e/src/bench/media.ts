import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../stack/ports.js';
import { Stack } from '../stack/stack.js';
import type { Observation } from './observe.js';
import { remux } from './remux.js';
import { ScriptedSts } from './scripted-sts.js';
import { benchSource } from './source.js';
import { dubAtOnce, LATE_MS, type WorkersObservation } from './workers.js';

export interface MediaBenchOptions {
  /** How many streams at once, one row after the other. */
  streams: readonly number[];
  /** How long each row is measured, in seconds. */
  seconds: number;
}

/** The table of media-service, beside as many `ffmpeg` on the same file right after it. */
export async function benchMedia(
  say: (text: string) => void,
  { streams, seconds }: MediaBenchOptions,
): Promise<string[][]> {
  const source = await benchSource(say);
  const dir = await mkdtemp(join(tmpdir(), 'dubbing-bench-'));
  const rows = [
    ['streams', 'CPU s/min each', 'RSS MiB', 'PSS MiB', 'peak MiB', 'jitter p50', 'worst p99', 'late', 'busy CPUs'],
  ];
  const withoutLate: number[] = [];
  try {
    for (const count of streams) {
      say(`${count} × 1080p30 at 5 Mbit/s, one dub language to a file, ${seconds} s`);
      const workers = await inStack(dir, false, (stack) => dubAtOnce(stack, source, dir, count, seconds));
      if (workers.lateStreams === 0) withoutLate.push(count);
      rows.push(workersRow(`${count} workers`, workers));
      say(`${count} × ffmpeg -re -c:v copy -c:a aac`);
      rows.push(row(`${count} ffmpeg`, await remux(source, dir, count, seconds)));
    }
    say('the same with HLS');
    rows.push(
      workersRow('1 worker, HLS too', await inStack(dir, true, (stack) => dubAtOnce(stack, source, dir, 1, seconds))),
    );
    for (const note of notes(withoutLate)) say(note);
    return rows;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function inStack<T>(dir: string, hls: boolean, work: (stack: Stack) => Promise<T>): Promise<T> {
  const ports = await freePorts();
  const sts = await ScriptedSts.start({ port: ports.sts });
  const stack = await Stack.start({
    ports,
    dir,
    signal: new AbortController().signal,
    withSts: false,
    media: { MEDIA_LOG_LEVEL: 'warn', MEDIA_RECORD_DIR: dir, MEDIA_HLS: String(hls), MEDIA_MAX_STREAMS: '1000' },
  });
  try {
    return await work(stack);
  } finally {
    await stack.close();
    await sts.close();
  }
}

function row(name: string, used: Observation, release: readonly string[] = ['', '', '']): string[] {
  const mib = (amount: number): string => amount.toFixed(0);
  return [
    name,
    used.cpuSecondsPerMinute.toFixed(2),
    mib(used.residentMemoryMib),
    mib(used.proportionalMemoryMib),
    mib(used.peakMemoryMib),
    ...release,
    used.busyProcessors.toFixed(2),
  ];
}

function workersRow(name: string, used: WorkersObservation): string[] {
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  const late = `${used.lateStreams} (${used.lateDubs} dubs)`;
  return row(name, used, [ms(used.jitterMsP50), ms(used.worstJitterMsP99), late]);
}

function notes(withoutLate: readonly number[]): string[] {
  const most = withoutLate.length === 0 ? 'no number of streams' : `up to ${Math.max(...withoutLate)} streams`;
  return [
    `no late release with ${most}, on ${availableParallelism()} processors (aim: 20 on 2, 120 MB each, p99 20 ms)`,
    `late: streams with a release jitter beyond ${LATE_MS} ms at the 99th percentile, with a dropped unit, or not on air`,
    'figures are of one stream, on average; busy CPUs: of the whole machine, whoever kept them busy',
  ];
}
