import { distributionOf } from '../report/distribution.js';
import { commonInterval, type Compared } from './aligned-pair.js';
import type { AsRunSession } from './as-run.js';
import { clockOf } from './clock.js';
import { heardFaults, type DubLimits } from './dub-faults.js';
import type { DubReport, HeardFragment, RecordClock } from './dub-report.js';
import type { Heard } from './heard.js';
import { hearFragment, plainGain } from './hear-fragment.js';
import { heardRepeats } from './heard-repeats.js';
import { ONSET_ERROR_MS } from './onset.js';
import { placementsOf, type PlacedFragment } from './placements.js';
import { overlaps, repeats } from './record-faults.js';
import { restTrack, type RestTrack } from './rest-track.js';

export interface DubOptions {
  /** What one run of the worker wrote. */
  session: AsRunSession;
  language: string;
  /** Programme time at which the time of the output is 0. Default: as the record says, if what is heard agrees. */
  zeroMs?: number;
  limits?: DubLimits;
}

/** Ducking goes on for this long around a dub. */
const DUCKED_MS = 1_500;
const PLAIN_PLACES = 40;

/**
 * Listens to the dubs of a language where the record says that they are.
 * @returns undefined where the record has none, or its time cannot be brought into the output's
 */
export function measureDub(compared: Compared, options: DubOptions): DubReport | undefined {
  const { session, language, limits = {} } = options;
  const track = restTrack(compared);
  const clock: RecordClock | undefined =
    options.zeroMs === undefined
      ? clockOf(session, language, track)
      : { zeroMs: options.zeroMs, foundBy: 'given', errorMs: 0 };
  if (clock === undefined) return undefined;
  const common = commonInterval(compared);
  const all = placementsOf(session, language, clock.zeroMs);
  const inside = all.filter((fragment) => lies(fragment, common));
  const plainGainDb = plainGain(compared, plainPlaces(all, common));
  const fragments = inside.map((fragment) =>
    hearFragment(compared, fragment, { plainGainDb, previousEndMs: previousEnd(all, fragment) }),
  );
  const found = {
    language,
    clock,
    onsetErrorMs: ONSET_ERROR_MS,
    plainGainDb,
    fragments,
    lag: distributionOf(
      numbers(fragments, ({ lagMs }) => lagMs),
      'ms',
    ),
    bedGain: distributionOf(
      numbers(fragments, ({ bed }) => bed?.gainDb),
      'dB',
    ),
    voiceToBed: distributionOf(
      numbers(fragments, ({ bed }) => bed?.voiceToBedDb),
      'dB',
    ),
    shares: sharesOf(fragments),
    repeats: repeatsOf(track, fragments, all),
  };
  const byRecord = [...overlaps(all), ...repeats(all)];
  return { ...found, faults: [...byRecord, ...heardFaults(found, limits)] };
}

const numbers = (fragments: readonly HeardFragment[], of: (fragment: HeardFragment) => number | undefined): number[] =>
  fragments.map(of).filter((value) => value !== undefined);

function lies(
  { startMs, endMs, placedStartMs, placedEndMs }: PlacedFragment,
  common: { startMs: number; endMs: number },
) {
  return (placedStartMs ?? startMs) >= common.startMs && (placedEndMs ?? endMs) <= common.endMs;
}

function previousEnd(all: readonly PlacedFragment[], fragment: PlacedFragment): number {
  const startMs = fragment.placedStartMs ?? fragment.startMs;
  const ends = all
    .filter((other) => other !== fragment && (other.placedStartMs ?? Number.POSITIVE_INFINITY) <= startMs)
    .map(({ placedEndMs }) => Math.min(placedEndMs ?? Number.NEGATIVE_INFINITY, startMs));
  return Math.max(Number.NEGATIVE_INFINITY, ...ends);
}

/** Stretches of up to a second in which nobody is dubbed, spread over all. */
function plainPlaces(all: readonly PlacedFragment[], common: { startMs: number; endMs: number }) {
  const places: { startMs: number; endMs: number }[] = [];
  let freeMs = common.startMs;
  for (const { placedStartMs, placedEndMs } of [...all, { placedStartMs: common.endMs + DUCKED_MS, placedEndMs: 0 }]) {
    if (placedStartMs === undefined || placedEndMs === undefined) continue;
    for (; freeMs + 300 <= Math.min(placedStartMs - DUCKED_MS, common.endMs); freeMs += 1_000)
      places.push({ startMs: freeMs, endMs: Math.min(freeMs + 1_000, placedStartMs - DUCKED_MS, common.endMs) });
    freeMs = Math.max(freeMs, placedEndMs + DUCKED_MS);
  }
  const step = Math.max(1, Math.ceil(places.length / PLAIN_PLACES));
  return places.filter((_, index) => index % step === 0);
}

function sharesOf(fragments: readonly HeardFragment[]): Record<Heard, number> {
  const shares: Record<Heard, number> = { dub: 0, original: 0, nothing: 0 };
  const speech = fragments.filter(({ outcome }) => outcome !== 'empty');
  for (const { heard, startMs, endMs } of speech) shares[heard] += endMs - startMs;
  const whole = shares.dub + shares.original + shares.nothing;
  if (whole > 0) for (const heard of ['dub', 'original', 'nothing'] as const) shares[heard] /= whole;
  return shares;
}

/** What is heard again, unless the record has the same words spoken there: a voice that says the same sounds the same. */
function repeatsOf(track: RestTrack, fragments: readonly HeardFragment[], all: readonly PlacedFragment[]) {
  return fragments
    .filter(({ heard, placedStartMs }) => heard === 'dub' && placedStartMs !== undefined)
    .flatMap((fragment) => {
      const { fragmentId, text, heardMs, placedStartMs = 0, placedEndMs = 0 } = fragment;
      const isSaidAgain = (atMs: number): boolean =>
        all.some(
          (other) =>
            other.fragmentId !== fragmentId &&
            text !== undefined &&
            other.text?.trim() === text.trim() &&
            atMs >= (other.placedStartMs ?? Number.POSITIVE_INFINITY) - 100 &&
            atMs < (other.placedEndMs ?? Number.NEGATIVE_INFINITY),
        );
      return heardRepeats(track, (heardMs ?? placedStartMs) + 30, placedEndMs)
        .filter(({ atMs }) => !isSaidAgain(atMs))
        .map((repeat) => ({ fragmentId, ...repeat }));
    });
}
