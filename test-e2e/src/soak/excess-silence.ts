import type { Silence } from '../probe/sound/silence.js';

/** Shorter silences are pauses. */
const LEAST_MS = 100;

/**
 * The longest silence that the source does not account for. In their order, each break of the source accounts for one
 * silence, for as long as the break was.
 */
export function excessSilence(silences: readonly Silence[], breaksMs: readonly number[]): Silence {
  const left = [...breaksMs];
  let worst: Silence = { startMs: 0, durationMs: 0 };
  for (const { startMs, durationMs } of silences.filter((silence) => silence.durationMs >= LEAST_MS)) {
    // A short silence takes no break away from the long one that the break has made.
    const index = left.findIndex((breakMs) => durationMs > breakMs / 2);
    const brokenMs = index < 0 ? 0 : (left[index] ?? 0);
    if (index >= 0) left.splice(0, index + 1);
    if (durationMs - brokenMs > worst.durationMs) worst = { startMs, durationMs: durationMs - brokenMs };
  }
  return worst;
}
