import { open, mkdtemp, rm, type FileHandle } from 'node:fs/promises';
import { readSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTool } from '../../process/tool.js';
import { fileTrack, unwrapped, type TrackPart, type TrackSource } from '../media/track.js';
import { MEASURE_RATE_HZ, type Channel, type SoundRun } from './sound.js';

/** An audio track, decoded to a file: it is read in pieces and never as a whole. */
export interface DecodedSound {
  runs: SoundRun[];
  /** The sound as the decoder gave it, coded frame by coded frame, each with its own time. */
  blocks(): Generator<SoundBlock>;
  /** Frees the disk. The runs cannot be read any more. Idempotent. */
  close(): Promise<void>;
}

/** Some samples, and the time at which the container says they are heard. */
export interface SoundBlock {
  startMs: number;
  samples: Float32Array;
}

/** Timestamps in FLV are whole milliseconds, so a step of one is rounding and not a gap. */
const GAP_TOLERANCE_MS = 3;
/** Two channels of 16 bits. */
const BYTES_PER_FRAME = 4;

/**
 * Decodes an audio track (of a file: the first) as a player does, keeping the time of every sample. It takes 0.7 GB of disk for an hour.
 * @throws DubbingError TOOL_FAILED where there is no sound, TOOL_MISSING without ffmpeg
 */
export async function decodeSound(source: string | TrackSource): Promise<DecodedSound> {
  const folder = await mkdtemp(join(tmpdir(), 'dubbing-sound-'));
  try {
    const file = join(folder, 'sound.pcm');
    const times = await decodeTo(file, typeof source === 'string' ? fileTrack(source) : source);
    const handle = await open(file, 'r');
    let isOpen = true;
    // The file has no name any more: what it takes is free as soon as the handle is closed, however the process ends.
    return {
      runs: runsOf(times).map(({ startMs, at, length }) => ({
        startMs,
        length,
        read: (from, to, channel) => readFrames(handle.fd, at + from, at + to, channel),
      })),
      *blocks() {
        let at = 0;
        for (const { ptsMs, samples } of times) {
          yield { startMs: ptsMs, samples: readFrames(handle.fd, at, at + samples) };
          at += samples;
        }
      },
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
export async function withSound<T>(
  source: string | TrackSource,
  use: (runs: readonly SoundRun[], sound: DecodedSound) => T | Promise<T>,
): Promise<T> {
  const sound = await decodeSound(source);
  try {
    return await use(sound.runs, sound);
  } finally {
    await sound.close();
  }
}

interface FrameTime {
  ptsMs: number;
  samples: number;
}

/** The parts of the track are decoded one after the other into one file. */
async function decodeTo(file: string, { stream, parts, wraps }: TrackSource): Promise<FrameTime[]> {
  const times: FrameTime[] = [];
  const out = await open(file, 'w');
  try {
    for (const part of parts) {
      await decodePart(part, stream, out, (ptsMs, samples) => {
        const placedMs = wraps ? unwrapped(ptsMs, times.at(-1)?.ptsMs ?? ptsMs) : ptsMs;
        times.push({ ptsMs: placedMs, samples });
      });
    }
  } finally {
    await out.close();
  }
  return times;
}

async function decodePart(
  { file, shiftMs }: TrackPart,
  stream: number,
  out: FileHandle,
  onFrame: (ptsMs: number, samples: number) => void,
): Promise<void> {
  const filter = `aformat=sample_rates=${MEASURE_RATE_HZ}:channel_layouts=stereo:sample_fmts=s16,ashowinfo`;
  const sound = ['-map', `0:a:${stream}`, '-af', filter, '-f', 's16le', '-'];
  let rest = '';
  const tool = startTool('ffmpeg', ['-hide_banner', '-nostats', '-vn', '-copyts', '-i', file, ...sound], {
    onStderr: (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        // The filter's clock ticks once a sample.
        const [, ticks, samples] = /\] n:\d+ pts:(-?\d+) .*?nb_samples:(\d+)/.exec(line) ?? [];
        if (ticks !== undefined) onFrame((Number(ticks) * 1000) / MEASURE_RATE_HZ + shiftMs, Number(samples));
      }
    },
  });
  tool.stdin.end();
  for await (const chunk of tool.stdout) await out.write(chunk as Buffer);
  await tool.done;
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
