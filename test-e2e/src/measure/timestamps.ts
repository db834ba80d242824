import { runTool } from '../process/run-tool.js';

export interface TimestampReport {
  packets: number;
  /** Packets whose decode time is not after the one before. */
  backward: number;
  /** The largest hole between the end of a packet and the next one, in milliseconds. */
  largestGapMs: number;
  durationMs: number;
}

/**
 * How the decode times of one track run, as they are written in the container. They are read by ffprobe, because
 * ffmpeg puts decode times that run backward right before anyone sees them.
 */
export async function checkTimestamps(uri: string, kind: 'video' | 'audio'): Promise<TimestampReport> {
  const args = [
    '-v',
    'error',
    '-select_streams',
    `${kind[0]}:0`,
    '-show_entries',
    'packet=dts_time',
    '-of',
    'csv=print_section=0',
    uri,
  ];
  const { stdout } = await runTool('ffprobe', args);
  const timesMs = stdout
    .toString('utf8')
    .split('\n')
    .map((line) => Number.parseFloat(line) * 1000)
    .filter(Number.isFinite);
  const steps = timesMs.slice(1).map((dtsMs, index) => dtsMs - (timesMs[index] ?? 0));
  const usualMs = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  return {
    packets: timesMs.length,
    backward: steps.filter((step) => step <= 0).length,
    largestGapMs: steps.reduce((largest, step) => Math.max(largest, step - usualMs), 0),
    durationMs: (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0) + usualMs,
  };
}
