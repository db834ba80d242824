import { setImmediate } from 'node:timers/promises';

/** Resolves when the condition holds; the test's own time limit ends the wait. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}
