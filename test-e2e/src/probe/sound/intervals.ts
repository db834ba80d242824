/** A stretch of time. */
export interface Interval {
  startMs: number;
  endMs: number;
}

/** What of `whole` lies in none of `parts`, in the order of time. */
export function without(whole: Interval, parts: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  let atMs = whole.startMs;
  for (const { startMs, endMs } of [...parts].sort((a, b) => a.startMs - b.startMs)) {
    if (endMs <= atMs || startMs >= whole.endMs) continue;
    if (startMs > atMs) left.push({ startMs: atMs, endMs: startMs });
    atMs = endMs;
  }
  if (atMs < whole.endMs) left.push({ startMs: atMs, endMs: whole.endMs });
  return left;
}
