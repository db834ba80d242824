import { open, mkdtemp, rm } from 'node:fs/promises';
import { readSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTool } from '../../process/tool.js';
import { MEASURE_RATE_HZ, type Channel, type SoundRun } from './sound.js';

/** The first audio track of a file or stream, decoded to a file: it is read in pieces and never as a whole. */
export interface DecodedSound {
  runs: SoundRun[];
  /** Frees the disk. The runs cannot be read any more. Idempotent. */
  close(): Promise<void>;
}

/** Timestamps in FLV are whole milliseconds, so a step of one is rounding and not a gap. */
const GAP_TOLERANCE_MS = 3;
/** Two channels of 16 bits. */
const BYTES_PER_FRAME = 4;

/**
 * Decodes the first audio track as a player does, keeping the time of every sample. It takes 0.7 GB of disk for an hour.
 * @throws DubbingError TOOL_FAILED where there is no sound, TOOL_MISSING without ffmpeg
 */
export async function decodeSound(uri: string): Promise<DecodedSound> {
  const folder = await mkdtemp(join(tmpdir(), 'dubbing-sound-'));
  try {
    const file = join(folder, 'sound.pcm');
    const times = await decodeTo(file, uri);
    const handle = await open(file, 'r');
    let isOpen = true;
    // The file has no name any more: what it takes is free as soon as the handle is closed, however the process ends.
    return {
      runs: runsOf(times).map(({ startMs, at, length }) => ({
        startMs,
        length,
        read: (from, to, channel) => readFrames(handle.fd, at + from, at + to, channel),
      })),
      close: async () => {
        if (isOpen) await handle.close();
        isOpen = false;
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Decodes, measures and frees. */
export async function withSound<T>(uri: string, use: (runs: readonly SoundRun[]) => T | Promise<T>): Promise<T> {
  const sound = await decodeSound(uri);
  try {
    return await use(sound.runs);
  } finally {
    await sound.close();
  }
}

interface FrameTime {
  ptsMs: number;
  samples: number;
}

async function decodeTo(file: string, uri: string): Promise<FrameTime[]> {
  const filter = `aformat=sample_rates=${MEASURE_RATE_HZ}:channel_layouts=stereo:sample_fmts=s16,ashowinfo`;
  // ffmpeg moves the times of a track whose companion is not used; so the picture is read too, and thrown away.
  const sound = ['-map', '0:a:0', '-af', filter, '-f', 's16le', file];
  const picture = ['-map', '0:v:0?', '-map', '0:a:0', '-c', 'copy', '-f', 'null', '-'];
  const times: FrameTime[] = [];
  let rest = '';
  const tool = startTool('ffmpeg', ['-hide_banner', '-nostats', '-y', '-copyts', '-i', uri, ...sound, ...picture], {
    onStderr: (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        // The filter's clock ticks once a sample.
        const [, ticks, samples] = /\] n:\d+ pts:(-?\d+) .*?nb_samples:(\d+)/.exec(line) ?? [];
        if (ticks !== undefined)
          times.push({ ptsMs: (Number(ticks) * 1000) / MEASURE_RATE_HZ, samples: Number(samples) });
      }
    },
  });
  tool.stdin.end();
  tool.stdout.resume();
  await tool.done;
  return times;
}

interface Run {
  startMs: number;
  /** Where it begins in the file, in frames. */
  at: number;
  length: number;
}

function runsOf(frames: readonly FrameTime[]): Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const { ptsMs, samples } of frames) {
    const run = runs.at(-1);
    const dueMs = run === undefined ? Number.NaN : run.startMs + (run.length * 1000) / MEASURE_RATE_HZ;
    if (run !== undefined && Math.abs(ptsMs - dueMs) <= GAP_TOLERANCE_MS) run.length += samples;
    else runs.push({ startMs: ptsMs, at, length: samples });
    at += samples;
  }
  return runs;
}

function readFrames(fd: number, from: number, to: number, channel: Channel = 'mid'): Float32Array {
  const pcm = new Int16Array((to - from) * 2);
  readSync(fd, pcm, 0, pcm.byteLength, from * BYTES_PER_FRAME);
  const samples = new Float32Array(to - from);
  for (let n = 0; n < samples.length; n += 1) {
    const [left, right] = [pcm[2 * n] ?? 0, pcm[2 * n + 1] ?? 0];
    samples[n] = (channel === 'left' ? left : channel === 'right' ? right : (left + right) / 2) / 32_768;
  }
  return samples;
}
