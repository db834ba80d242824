import type { Packet } from '../media/packets.js';
import type { MediaTrack } from '../media/track.js';

/** A place where presentation times do not follow one another as the rest of the track does. */
export interface TimeStep {
  atMs: number;
  /** How much more (gap) or less (overlap) than usual, in milliseconds; always positive. */
  sizeMs: number;
}

export interface StepReport {
  /** From one packet to the next in the order of presentation, in milliseconds. */
  stepsMs: number[];
  usualMs: number;
  gaps: TimeStep[];
  overlaps: TimeStep[];
}

/** A jump of decode times by more than this, or backward, begins another stretch: the two are not sorted into each other. */
const STRETCH_MS = 1_000;
/** Times in whole milliseconds are off by one, and encoders' clocks by another. */
const ROUNDING_MS = 2.5;
/** A rate is constant when 9 of 10 steps differ by less than this share of the usual one, or by rounding alone. */
const CONSTANT_SHARE = 0.1;
/** Encoders and cameras let pictures wander; half a frame is more than that. Sound has to be exact. */
const PICTURE_SHARE = 0.5;
/** Frames are decoded in another order than they are shown in: a recording that was cut lacks some of the last ones. */
const EDGE_FRAMES = 4;
/** Where the rate varies, a wait is a gap only when it is longer than any encoder leaves a picture standing. */
const VARIABLE_GAP_MS = 1_000;

/** How the presentation times of one track run. */
export function presentationSteps(packets: readonly Packet[], kind: MediaTrack['kind']): StepReport {
  const steps: { fromMs: number; stepMs: number }[] = [];
  let lastMs: number | undefined;
  let lastPart: number | undefined;
  for (const stretch of stretches(packets)) {
    // Nothing is expected of the times over a discontinuity that was announced.
    if (stretch[0]?.part !== lastPart) lastMs = undefined;
    lastPart = stretch[0]?.part;
    const times = stretch.flatMap(({ ptsMs, dtsMs }) => ptsMs ?? dtsMs ?? []).sort((a, b) => a - b);
    for (const timeMs of times) {
      // A stretch that begins before the last one ended is told by its decode times, not as an overlap.
      if (lastMs !== undefined && timeMs >= lastMs) steps.push({ fromMs: lastMs, stepMs: timeMs - lastMs });
      lastMs = timeMs;
    }
  }
  const stepsMs = steps.map(({ stepMs }) => stepMs);
  const usualMs = usualStep(stepsMs);
  const isConstant = hasConstantRate(stepsMs, usualMs);
  const toleranceMs = Math.max(ROUNDING_MS, usualMs * (kind === 'video' ? PICTURE_SHARE : CONSTANT_SHARE));
  const gapFromMs = isConstant ? toleranceMs : VARIABLE_GAP_MS;
  const overlapFromMs = isConstant ? toleranceMs : Number.POSITIVE_INFINITY;
  const gaps: TimeStep[] = [];
  const overlaps: TimeStep[] = [];
  for (const [index, { fromMs, stepMs }] of steps.entries()) {
    const excessMs = stepMs - usualMs;
    const isAtEdge = Math.min(index, steps.length - 1 - index) < EDGE_FRAMES && excessMs < EDGE_FRAMES * usualMs;
    if (kind === 'video' && isAtEdge) continue;
    if (excessMs > gapFromMs) gaps.push({ atMs: fromMs + usualMs, sizeMs: excessMs });
    // Two packets of one time are told as such.
    else if (-excessMs > overlapFromMs && stepMs > 0) overlaps.push({ atMs: fromMs + stepMs, sizeMs: -excessMs });
  }
  return { stepsMs, usualMs, gaps, overlaps };
}

function stretches(packets: readonly Packet[]): Packet[][] {
  const result: Packet[][] = [];
  let lastMs: number | undefined;
  for (const packet of packets) {
    const timeMs = packet.dtsMs ?? packet.ptsMs;
    const isNew =
      lastMs === undefined ||
      packet.part !== result.at(-1)?.[0]?.part ||
      (timeMs !== undefined && (timeMs < lastMs - STRETCH_MS || timeMs > lastMs + STRETCH_MS));
    if (isNew) result.push([]);
    result.at(-1)?.push(packet);
    lastMs = timeMs ?? lastMs;
  }
  return result;
}

/** The mean of the steps near the median: the median alone would be a rounded one. */
function usualStep(stepsMs: readonly number[]): number {
  const median = Float64Array.from(stepsMs).sort()[Math.floor(stepsMs.length / 2)] ?? 0;
  const near = stepsMs.filter((stepMs) => Math.abs(stepMs - median) <= ROUNDING_MS);
  return near.reduce((sum, stepMs) => sum + stepMs, 0) / Math.max(1, near.length);
}

function hasConstantRate(stepsMs: readonly number[], usualMs: number): boolean {
  const isUsual = (stepMs: number): boolean =>
    Math.abs(stepMs - usualMs) <= Math.max(ROUNDING_MS, usualMs * CONSTANT_SHARE);
  return stepsMs.filter(isUsual).length >= stepsMs.length * 0.9;
}
