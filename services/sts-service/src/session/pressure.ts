import { Backpressure, create, type BackpressureLevel, type FragmentProcessed } from '@dubbing/contracts';

/** What is advised to a client that is not to change anything, in milliseconds of speech. */
const usualFragmentMs = 3000;
const softFragmentMs = 4000;
const hardFragmentMs = 6000;

/** So many replies in a row that missed their deadline show that the engines do not keep up. */
const tooManyMisses = 2;

/**
 * How much a session strains the service. `soft` from half of what it may have in flight, since work
 * then comes faster than it is done, and when replies miss their deadlines; `hard` at the limit, where
 * the next fragment is refused.
 */
export function pressureLevel(inFlight: number, maxInFlight: number, missesInRow: number): BackpressureLevel {
  if (inFlight >= maxInFlight) return 'hard';
  return inFlight > Math.max(1, maxInFlight / 2) || missesInRow >= tooManyMisses ? 'soft' : 'none';
}

/** Whether the fragment, or one of its languages, was not done in time. */
export function missedDeadline({ error, dubs }: FragmentProcessed): boolean {
  return [error, ...dubs.map((dub) => dub.error)].some((each) => each?.code === 'DEADLINE_EXCEEDED');
}

/** The advice that goes with a level: longer fragments cost less, fewer of them queue less. */
export function adviceFor(
  level: BackpressureLevel,
  inFlight: number,
  maxInFlight: number,
  maxFragmentMs: number,
): Backpressure {
  const part = { none: 1, soft: 1 / 2, hard: 1 / 4 }[level];
  const fragmentMs = { none: usualFragmentMs, soft: softFragmentMs, hard: hardFragmentMs }[level];
  return create(Backpressure, {
    level,
    inFlight,
    recommendedMaxInFlight: Math.max(1, Math.floor(maxInFlight * part)),
    recommendedFragmentMs: Math.min(maxFragmentMs, fragmentMs),
  });
}
