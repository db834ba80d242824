import type { ProbeFault } from '../report/fault.js';
import type { PlacedFragment } from './placements.js';

/** Placements are rounded to samples and milliseconds on their way into the record. */
const TOLERANCE_MS = 2;

/** What the record says of two dubs at once. @param fragments in the order in which they are heard */
export function overlaps(fragments: readonly PlacedFragment[]): ProbeFault[] {
  const faults: ProbeFault[] = [];
  let before: { id: string; endMs: number } | undefined;
  for (const { fragmentId, placedStartMs, placedEndMs } of fragments) {
    if (placedStartMs === undefined || placedEndMs === undefined) continue;
    const sizeMs = Math.min(before?.endMs ?? placedStartMs, placedEndMs) - placedStartMs;
    if (before !== undefined && sizeMs > TOLERANCE_MS) {
      faults.push({
        code: 'DUBS_OVERLAP',
        severity: 'error',
        atMs: placedStartMs,
        sizeMs,
        message: `The dub of ${fragmentId} begins ${Math.round(sizeMs)} ms before that of ${before.id} has ended.`,
      });
    }
    if (before === undefined || placedEndMs > before.endMs) before = { id: fragmentId, endMs: placedEndMs };
  }
  return faults;
}

/** What the record says of a fragment that is spoken twice, or of two that lie over the same original. */
export function repeats(fragments: readonly PlacedFragment[]): ProbeFault[] {
  const spoken = fragments.filter(({ placedStartMs }) => placedStartMs !== undefined);
  return spoken.flatMap(({ fragmentId, startMs, endMs, placedStartMs = 0, placedEndMs = 0 }, index) => {
    const first = spoken
      .slice(0, index)
      .find((other) => other.fragmentId === fragmentId || (other.startMs === startMs && other.endMs === endMs));
    if (first === undefined) return [];
    return [
      {
        code: 'SENTENCE_REPEATED',
        severity: 'error',
        atMs: placedStartMs,
        sizeMs: placedEndMs - placedStartMs,
        message: `The dub of ${fragmentId} was spoken before, at ${Math.round(first.placedStartMs ?? 0)} ms, by the record.`,
      } satisfies ProbeFault,
    ];
  });
}
