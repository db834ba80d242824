import type { AsRunDub, AsRunFragment } from './as-run-line.js';
import type { AsRunSession } from './as-run.js';

/** A fragment and what the record says of it in one language, in the time of the output. */
export interface PlacedFragment {
  fragmentId: string;
  outcome: AsRunDub['outcome'];
  /** Interval of the original. */
  startMs: number;
  endMs: number;
  /** Where the dub lies; absent where none was placed. */
  placedStartMs?: number;
  placedEndMs?: number;
  text?: string;
  reason?: string;
}

/**
 * The fragments of a session in one language, in the order in which they are heard.
 * @param zeroMs programme time at which the time of the output is 0
 */
export function placementsOf({ fragments }: AsRunSession, language: string, zeroMs: number): PlacedFragment[] {
  return fragments
    .flatMap((fragment) =>
      fragment.dubs.filter((dub) => dub.language === language).map((dub) => placed(fragment, dub, zeroMs)),
    )
    .sort((a, b) => (a.placedStartMs ?? a.startMs) - (b.placedStartMs ?? b.startMs));
}

function placed({ fragmentId, startMs, endMs }: AsRunFragment, dub: AsRunDub, zeroMs: number): PlacedFragment {
  const { outcome, placedStartMs, placedEndMs, text, reason } = dub;
  const place =
    outcome === 'spoken' && placedStartMs !== undefined && placedEndMs !== undefined
      ? { placedStartMs: placedStartMs - zeroMs, placedEndMs: placedEndMs - zeroMs }
      : {};
  return {
    fragmentId,
    outcome,
    startMs: startMs - zeroMs,
    endMs: endMs - zeroMs,
    ...place,
    ...(text === undefined ? {} : { text }),
    ...(reason === undefined ? {} : { reason }),
  };
}
