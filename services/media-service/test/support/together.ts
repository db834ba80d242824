/**
 * Tests that mostly wait for something that plays at its own pace. All of them begin together, before the first of them is
 * asked how it went, so that they take as long as the longest and not as all of them.
 */
export function together(tests: Readonly<Record<string, () => Promise<void>>>): void {
  const running = new Map<string, Promise<void>>();

  before(() => {
    for (const [title, test] of Object.entries(tests)) {
      const run = test();
      // Who is asked later must not count as unhandled until then.
      run.catch(() => undefined);
      running.set(title, run);
    }
  });

  for (const title of Object.keys(tests)) it(title, () => running.get(title));
}
