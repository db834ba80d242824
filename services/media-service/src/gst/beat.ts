/**
 * All pipes of a process are looked at in the same moments: what wakes a thread costs more than most of what is then
 * done.
 */
const BEAT_MS = 20;

/** Milliseconds until the first beat that is no earlier than `afterMs` less one beat away; at least one. */
export function msToBeat(afterMs = 0): number {
  const nowMs = performance.now();
  const beat = Math.floor((nowMs + Math.max(0, afterMs - BEAT_MS)) / BEAT_MS) + 1;
  return Math.max(1, Math.ceil(beat * BEAT_MS - nowMs));
}
