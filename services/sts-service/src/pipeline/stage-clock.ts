/** Milliseconds since `sinceMs`, a reading of `performance.now()`. */
export function elapsedMs(sinceMs: number): number {
  return Math.max(0, performance.now() - sinceMs);
}
