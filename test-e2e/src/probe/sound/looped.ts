import type { PictureReport } from '../picture/compare.js';
import type { SoundRun } from './sound.js';

/**
 * The reference's sound as often as it was played in the output. Times stay the reference's: its second loop follows its first.
 * @param range of the output
 */
export function loopedRuns(
  runs: readonly SoundRun[],
  picture: PictureReport | undefined,
  { startMs, endMs }: { startMs: number; endMs: number },
): readonly SoundRun[] {
  if (picture?.loops !== true || picture.offsetMs === undefined) return runs;
  const { loopMs, offsetMs } = picture;
  const first = Math.floor((startMs - offsetMs) / loopMs);
  const last = Math.floor((endMs - offsetMs) / loopMs);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * loopMs).flatMap((shiftMs) =>
    runs.map((run) => ({ ...run, startMs: run.startMs + shiftMs })),
  );
}
