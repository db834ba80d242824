import type { Silence } from '../probe/sound/silence.js';
import type { FrameCount } from './lost-frames.js';
import type { Slope } from './slope.js';

export interface SoakReport {
  minutes: number;
  seed: number;
  /** How often each fault was planted. */
  faults: Record<string, number>;
  /** Faults that could not be tried here, and why. */
  notTried: string[];
  memory: { worker: Slope | undefined; service: Slope | undefined; workerMib: number; serviceMib: number };
  frames: FrameCount;
  /** Files of the recording; one, unless it had to begin again. */
  recordings: number;
  silence: Silence;
  sourceBreaksMs: number[];
  states: Record<string, number>;
  restarts: { workers: number; outputs: number };
  unanswered: number;
  /** What was aimed at and missed; empty when nothing was. */
  missed: string[];
}

/** An hour of memory is judged after half of one: what caches take at first would count as a slope. */
const LEAST_MINUTES_FOR_SLOPE = 30;
/** Less than this in an hour is no slope. */
const MOST_MIB_PER_HOUR = 10;
const MOST_SILENCE_MS = 100;
/** What a source loses by reconnecting: it is taken up at a key frame, once it is found to be back. */
const MOST_FRAMES_PER_RETURN = 90;

export function judge(report: Omit<SoakReport, 'missed'>): string[] {
  const { frames, silence, memory, restarts, minutes, sourceBreaksMs } = report;
  const missed: string[] = [];
  if (frames.received === 0) missed.push('nothing was recorded');
  if (frames.lost > 0) missed.push(`${frames.lost} frames were lost that the source did not lose`);
  if (frames.foreign > 0) missed.push(`${frames.foreign} frames are not the source's, or out of order`);
  if (frames.lostOnReturn > MOST_FRAMES_PER_RETURN * sourceBreaksMs.length)
    missed.push(`${frames.lostOnReturn} frames were lost when the source came back`);
  if (silence.durationMs > MOST_SILENCE_MS)
    missed.push(`${Math.round(silence.durationMs)} ms of silence that the source did not have`);
  if (restarts.workers > 0) missed.push(`the worker was started again ${restarts.workers} times`);
  for (const name of ['worker', 'service'] as const) {
    const slope = memory[name];
    if (minutes < LEAST_MINUTES_FOR_SLOPE || slope === undefined) continue;
    if (slope.perHour - slope.errorPerHour > MOST_MIB_PER_HOUR)
      missed.push(`the ${name} grows by ${slope.perHour.toFixed(1)} MiB an hour`);
  }
  return missed;
}

export function reportRows(report: SoakReport): string[][] {
  const { frames, silence, memory, restarts, faults, notTried, states, sourceBreaksMs } = report;
  const slope = (of: Slope | undefined, mib: number): string =>
    of === undefined
      ? `${mib.toFixed(0)} MiB, no slope`
      : `${of.perHour.toFixed(1)} ± ${of.errorPerHour.toFixed(1)} MiB/h at ${mib.toFixed(0)} MiB (${of.readings} readings)`;
  const list = (of: Record<string, number>): string =>
    Object.entries(of)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  return [
    ['faults planted', list(faults)],
    ['not tried', notTried.join('; ') || '-'],
    ['memory of the worker', slope(memory.worker, memory.workerMib)],
    ['memory of the service', slope(memory.service, memory.serviceMib)],
    ['frames published / recorded', `${frames.published} / ${frames.received} in ${report.recordings} files`],
    ['frames lost / foreign', `${frames.lost} / ${frames.foreign}`],
    ['frames lost with the source / on its return', `${frames.lostWithSource} / ${frames.lostOnReturn}`],
    ['source away', sourceBreaksMs.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(' ') || '-'],
    [
      'longest silence beyond the source’s',
      `${Math.round(silence.durationMs)} ms${silence.durationMs > 0 ? ` at ${(silence.startMs / 1000).toFixed(1)} s` : ''}`,
    ],
    ['states seen', list(states)],
    ['restarts of workers / outputs', `${restarts.workers} / ${restarts.outputs}`],
    ['requests unanswered', String(report.unanswered)],
  ];
}
