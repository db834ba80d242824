/** How often it is looked whether something moves on, as a share of the patience. */
const LOOKS = 10;

/**
 * Waits for the end of work for as long as it moves on, however slow the machine is.
 *
 * @param done settles at the end of the work; must not reject
 * @param progress any number that changes while the work moves on
 * @param patienceMs without a change for this long, in milliseconds, the work is stuck
 * @returns whether it came to its end
 */
export async function untilStuck(done: Promise<unknown>, progress: () => number, patienceMs: number): Promise<boolean> {
  let last = progress();
  let sinceMs = performance.now();
  let watch: NodeJS.Timeout | undefined;
  const stuck = new Promise<false>((resolve) => {
    watch = setInterval(() => {
      const now = progress();
      if (now !== last) {
        last = now;
        sinceMs = performance.now();
      } else if (performance.now() - sinceMs >= patienceMs) resolve(false);
    }, patienceMs / LOOKS);
  });
  try {
    return await Promise.race([done.then(() => true), stuck]);
  } finally {
    clearInterval(watch);
  }
}
