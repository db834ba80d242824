import { throwIfAborted } from '@dubbing/common';

/**
 * Runs the task for every item, some at the same time. After the first failure no more are started and the others are
 * told to end; all have ended when this returns. Results are in the order of the items.
 * @throws what the first task that failed threw
 */
export async function eachFile<T extends object, R>(
  items: readonly T[],
  atOnce: number,
  signal: AbortSignal,
  task: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const results: R[] = [];
  const waiting = items.map((item, index) => ({ item, index }));
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !either.aborted; next = waiting.shift()) {
      try {
        results[next.index] = await task(next.item, either);
      } catch (error) {
        failure.abort(error);
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  if (failure.signal.aborted) throw failure.signal.reason;
  throwIfAborted(signal);
  return results;
}
