import type { LoadedEngine } from './loaded-engine.js';

/** A model that is still at it then has run often enough. */
const longestMs = 10_000;

/** @throws what the engine throws: one that cannot do the smallest work cannot do any. */
export async function warmUp(engine: LoadedEngine): Promise<void> {
  const signal = AbortSignal.timeout(longestMs);
  try {
    await engine.warmUp(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
