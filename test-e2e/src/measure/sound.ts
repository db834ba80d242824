import { runTool } from '../process/run-tool.js';

export const MEASURE_RATE_HZ = 48_000;

/** A run of decoded sound whose timestamps follow one another without a gap. */
export interface SoundRun {
  startMs: number;
  /** Mono samples in −1…1 at `MEASURE_RATE_HZ`. */
  samples: Float32Array;
}

/** Timestamps in FLV are whole milliseconds, so a step of one is rounding and not a gap. */
const GAP_TOLERANCE_MS = 3;

/** Decodes the first audio track as a player does, keeping the time of every sample. */
export async function decodeSound(uri: string): Promise<SoundRun[]> {
  const filter = `aformat=sample_rates=${MEASURE_RATE_HZ}:channel_layouts=mono:sample_fmts=flt,ashowinfo`;
  // ffmpeg moves the times of a track whose companion is not used; so the picture is read too, and thrown away.
  const sound = ['-map', '0:a:0', '-af', filter, '-f', 'f32le', '-'];
  const picture = ['-map', '0:v:0?', '-map', '0:a:0', '-c', 'copy', '-f', 'null', '-'];
  const args = ['-hide_banner', '-nostats', '-copyts', '-i', uri, ...sound, ...picture];
  const { stdout, stderr } = await runTool('ffmpeg', args);
  const all = new Float32Array(
    stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength - (stdout.byteLength % 4)),
  );
  return cutAtGaps(all, frameTimes(stderr));
}

interface FrameTime {
  ptsMs: number;
  samples: number;
}

/** The filter's clock ticks once a sample. */
function frameTimes(log: string): FrameTime[] {
  return [...log.matchAll(/\] n:\d+ pts:(\d+) .*?nb_samples:(\d+)/g)].map(([, ticks, samples]) => ({
    ptsMs: (Number(ticks) * 1000) / MEASURE_RATE_HZ,
    samples: Number(samples),
  }));
}

function cutAtGaps(all: Float32Array, frames: readonly FrameTime[]): SoundRun[] {
  const runs: SoundRun[] = [];
  let at = 0;
  let runStart = 0;
  for (const [index, frame] of frames.entries()) {
    const run = runs.at(-1);
    const dueMs = run === undefined ? Number.NaN : run.startMs + ((at - runStart) * 1000) / MEASURE_RATE_HZ;
    if (index === 0 || Math.abs(frame.ptsMs - dueMs) > GAP_TOLERANCE_MS) {
      runs.push({ startMs: frame.ptsMs, samples: all.subarray(at) });
      if (run !== undefined) run.samples = all.subarray(runStart, at);
      runStart = at;
    }
    at += frame.samples;
  }
  return runs;
}

/** The samples of `[fromMs, toMs)`; where there is no sound there are zeros. */
export function sliceSound(runs: readonly SoundRun[], fromMs: number, toMs: number): Float32Array {
  const slice = new Float32Array(Math.max(0, Math.round(((toMs - fromMs) * MEASURE_RATE_HZ) / 1000)));
  for (const { startMs, samples } of runs) {
    const shift = Math.round(((startMs - fromMs) * MEASURE_RATE_HZ) / 1000);
    const first = Math.max(0, -shift);
    const last = Math.min(samples.length, slice.length - shift);
    if (last > first) slice.set(samples.subarray(first, last), first + shift);
  }
  return slice;
}
