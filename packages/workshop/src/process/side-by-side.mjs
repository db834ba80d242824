/**
 * Does tasks in their order, so many at a time: the next one begins when any has ended. A failure begins nothing more,
 * and is thrown when all that had begun have ended.
 *
 * @template T
 * @param {number} atATime
 * @param {readonly (() => Promise<T>)[]} tasks
 * @returns {Promise<T[]>} In the order of the tasks.
 */
export async function sideBySide(atATime, tasks) {
  /** @type {T[]} */
  const results = [];
  let begun = 0;
  const oneAfterAnother = async () => {
    while (begun < tasks.length) {
      const at = begun;
      begun += 1;
      try {
        results[at] = await /** @type {() => Promise<T>} */ (tasks[at])();
      } catch (error) {
        begun = tasks.length;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: atATime }, oneAfterAnother));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results;
}
