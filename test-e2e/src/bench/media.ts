import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../eventually.js';
import { runTool } from '../process/run-tool.js';
import { freePorts } from '../stack/ports.js';
import { Stack } from '../stack/stack.js';
import { findInTree, usageOf, type Usage } from './process-usage.js';
import { ScriptedSts } from './scripted-sts.js';
import { BENCH_SECONDS, benchSource } from './source.js';

/** The table of media-service beside ffmpeg, on the same file at the same time. */
export async function benchMedia(say: (text: string) => void): Promise<string[][]> {
  const source = await benchSource(say);
  const dir = await mkdtemp(join(tmpdir(), 'dubbing-bench-'));
  const ports = await freePorts();
  const sts = await ScriptedSts.start({ port: ports.sts });
  const stack = await Stack.start({
    ports,
    dir,
    signal: new AbortController().signal,
    withSts: false,
    media: { MEDIA_LOG_LEVEL: 'warn' },
  });
  try {
    say(`media-service and ffmpeg, ${BENCH_SECONDS} s of 1080p30 at 5 Mbit/s`);
    const [worker, ffmpeg] = await Promise.all([dubOnce(stack, source, dir), copyOnce(source, dir)]);
    const perMinute = (cpuSeconds: number, seconds = BENCH_SECONDS): string => ((cpuSeconds * 60) / seconds).toFixed(2);
    const mib = (amount: number): string => `${amount.toFixed(0)} MiB`;
    return [
      ['', 'CPU s per minute', 'peak memory', 'its share of it (PSS)'],
      [
        'media-service worker, 1 dub language, file + HLS',
        perMinute(worker.whole.cpuSeconds),
        mib(worker.whole.peakMemoryMib),
        mib(worker.whole.proportionalMemoryMib),
      ],
      ['the same, once on air', perMinute(worker.onAir.cpuSeconds, worker.onAir.seconds), '', ''],
      ['ffmpeg -re -c:v copy -c:a aac', perMinute(ffmpeg.cpuSeconds), mib(ffmpeg.peakMemoryMib), ''],
      ['ratio (aim 1.5; 150 MB a worker)', (worker.whole.cpuSeconds / ffmpeg.cpuSeconds).toFixed(2), '', ''],
      [`fragments dubbed: ${sts.fragments}`, '', '', ''],
    ];
  } finally {
    await stack.close();
    await sts.close();
    await rm(dir, { recursive: true, force: true });
  }
}

interface WorkerUsage {
  /** The worker's last usage before it is gone. */
  whole: Usage;
  /** From the first released unit on: without what loading code and models costs once. */
  onAir: { cpuSeconds: number; seconds: number };
}

/** Runs the file through a worker at its own pace. */
async function dubOnce(stack: Stack, source: string, dir: string): Promise<WorkerUsage> {
  const id = 'bench';
  await stack.api.create({
    id,
    input: `file://${source}`,
    targetLanguages: ['es'],
    outputs: [{ language: 'es', url: `file://${join(dir, 'es.ts')}` }],
  });
  const pid = await eventually(() => findInTree(stack.media.pid ?? 0, join('worker', 'main.js')), {
    what: 'the worker',
    deadlineMs: 10_000,
  });
  let whole: Usage = { cpuSeconds: 0, peakMemoryMib: 0, proportionalMemoryMib: 0 };
  let first: { cpuSeconds: number; atMs: number } | undefined;
  let lastMs = performance.now();
  await eventually(
    async () => {
      const { state } = await stack.api.stream(id);
      const usage = usageOf(pid);
      if (usage !== undefined) {
        whole = usage;
        lastMs = performance.now();
        if (state === 'live') first ??= { cpuSeconds: usage.cpuSeconds, atMs: lastMs };
      }
      return ['ended', 'failed'].includes(state);
    },
    { what: 'the file to end', deadlineMs: (BENCH_SECONDS + 60) * 1000, intervalMs: 500 },
  );
  const { cpuSeconds, atMs } = first ?? { cpuSeconds: 0, atMs: lastMs };
  return { whole, onAir: { cpuSeconds: whole.cpuSeconds - cpuSeconds, seconds: (lastMs - atMs) / 1000 } };
}

async function copyOnce(source: string, dir: string): Promise<Pick<Usage, 'cpuSeconds' | 'peakMemoryMib'>> {
  const args = [
    '-hide_banner',
    '-benchmark',
    '-re',
    '-i',
    source,
    '-c:v',
    'copy',
    '-c:a',
    'aac',
    '-f',
    'mpegts',
    join(dir, 'ffmpeg.ts'),
  ];
  const { stderr } = await runTool('ffmpeg', args);
  const number = (name: string): number =>
    Number(new RegExp(`${name}=([\\d.]+)`).exec(stderr.split('bench:').slice(1).join(' '))?.[1] ?? Number.NaN);
  return { cpuSeconds: number('utime') + number('stime'), peakMemoryMib: number('maxrss') / 1024 };
}
