import { correlate } from '../sound/fft.js';
import type { AsRunSession } from './as-run.js';
import type { RecordClock } from './dub-report.js';
import { placementsOf } from './placements.js';
import { REST_RATE_HZ, type RestTrack } from './rest-track.js';

const STEP_MS = 10;
const STEP = (REST_RATE_HZ * STEP_MS) / 1000;
/** What the record says of the clock is believed where dubs are heard this near. */
const AGREES_MS = 400;
/** Voices begin and end softer than the places that they have in the record. */
const EAR_ERROR_MS = 150;
/** Sound of −60 to −25 dBFS counts from nothing to full. */
const SOFT_DB = -60;
const LOUD_DB = -25;
/** Correlation of what is heard with the places in the record: below this it is chance. */
const LEAST_LIKENESS = 0.35;

/**
 * Finds the programme time at which the time of the output is 0.
 * @returns undefined where the record has no dub in this language, or none is heard where any clock would have it
 */
export function clockOf(session: AsRunSession, language: string, track: RestTrack): RecordClock | undefined {
  const heard = zeroByEar(session, language, track);
  if (heard === undefined) return undefined;
  const written = session.outputs
    .filter((output) => output.language === language)
    .map(({ zeroMs }) => zeroMs)
    .sort((a, b) => Math.abs(a - heard) - Math.abs(b - heard))[0];
  return written !== undefined && Math.abs(written - heard) <= AGREES_MS
    ? { zeroMs: written, foundBy: 'record', errorMs: 1 }
    : { zeroMs: heard, foundBy: 'sound', errorMs: EAR_ERROR_MS };
}

function zeroByEar(session: AsRunSession, language: string, track: RestTrack): number | undefined {
  const places = placementsOf(session, language, 0).flatMap(({ placedStartMs, placedEndMs }) =>
    placedStartMs === undefined || placedEndMs === undefined ? [] : [{ startMs: placedStartMs, endMs: placedEndMs }],
  );
  const first = places[0]?.startMs;
  if (first === undefined) return undefined;
  const boxes = new Float64Array(Math.ceil((Math.max(...places.map(({ endMs }) => endMs)) - first) / STEP_MS));
  for (const { startMs, endMs } of places)
    boxes.fill(1, Math.round((startMs - first) / STEP_MS), Math.round((endMs - first) / STEP_MS));
  const activity = activityOf(track);
  if (activity.length === 0) return undefined;
  const { lag, likeness } = best(activity, boxes);
  // Box 0 is at `first` in the programme, and at this place in the output.
  return likeness < LEAST_LIKENESS ? undefined : first - (track.startMs + lag * STEP_MS);
}

function activityOf({ samples }: RestTrack): Float64Array {
  return Float64Array.from({ length: Math.floor(samples.length / STEP) }, (_, step) => {
    let sum = 0;
    for (let n = step * STEP; n < (step + 1) * STEP; n += 1) sum += (samples[n] ?? 0) ** 2;
    const levelDb = 10 * Math.log10(sum / STEP + 1e-12);
    return Math.max(0, Math.min(1, (levelDb - SOFT_DB) / (LOUD_DB - SOFT_DB)));
  });
}

/** The lag at which both are most alike over what they have in common. */
function best(activity: Float64Array, boxes: Float64Array): { lag: number; likeness: number } {
  const products = correlate(activity, boxes);
  const [a, b] = [sums(activity), sums(boxes)];
  const least = Math.min(activity.length, boxes.length) / 2;
  let found = { lag: 0, likeness: -1 };
  products.forEach((product, index) => {
    const lag = index - (boxes.length - 1);
    const [from, to] = [Math.max(0, lag), Math.min(activity.length, boxes.length + lag)];
    const count = to - from;
    if (count < least) return;
    const [meanA, meanB] = [a.mean(from, to), b.mean(from - lag, to - lag)];
    const spread = Math.sqrt(a.spread(from, to, meanA) * b.spread(from - lag, to - lag, meanB));
    const likeness = spread < 1e-9 ? -1 : (product - count * meanA * meanB) / spread;
    if (likeness > found.likeness) found = { lag, likeness };
  });
  return found;
}

function sums(values: Float64Array) {
  const total = new Float64Array(values.length + 1);
  const squares = new Float64Array(values.length + 1);
  values.forEach((value, n) => {
    total[n + 1] = (total[n] ?? 0) + value;
    squares[n + 1] = (squares[n] ?? 0) + value * value;
  });
  const between = (all: Float64Array, from: number, to: number): number => (all[to] ?? 0) - (all[from] ?? 0);
  return {
    mean: (from: number, to: number) => between(total, from, to) / Math.max(1, to - from),
    spread: (from: number, to: number, mean: number) =>
      Math.max(0, between(squares, from, to) - (to - from) * mean * mean),
  };
}
