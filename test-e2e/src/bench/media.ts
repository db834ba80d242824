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
    const perMinute = (seconds: number): string => ((seconds * 60) / BENCH_SECONDS).toFixed(2);
    return [
      ['', 'CPU s per minute', 'peak memory'],
      [
        'media-service worker, 1 dub language, file + HLS',
        perMinute(worker.cpuSeconds),
        `${worker.peakMemoryMib.toFixed(0)} MiB`,
      ],
      ['ffmpeg -re -c:v copy -c:a aac', perMinute(ffmpeg.cpuSeconds), `${ffmpeg.peakMemoryMib.toFixed(0)} MiB`],
      ['ratio (aim 1.5)', (worker.cpuSeconds / ffmpeg.cpuSeconds).toFixed(2), ''],
      [`fragments dubbed: ${sts.fragments}`, '', ''],
    ];
  } finally {
    await stack.close();
    await sts.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Runs the file through a worker at its own pace; gives the worker's last usage before it is gone. */
async function dubOnce(stack: Stack, source: string, dir: string): Promise<Usage> {
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
  let usage: Usage = { cpuSeconds: 0, peakMemoryMib: 0 };
  await eventually(
    async () => {
      usage = usageOf(pid) ?? usage;
      return ['ended', 'failed'].includes((await stack.api.stream(id)).state);
    },
    { what: 'the file to end', deadlineMs: (BENCH_SECONDS + 60) * 1000, intervalMs: 250 },
  );
  return usage;
}

async function copyOnce(source: string, dir: string): Promise<Usage> {
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
