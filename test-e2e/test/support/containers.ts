import type { Context } from 'mocha';
import { whyNoContainers } from '../../src/containers/possible.js';

/** Skips the tests, and says why, on a machine that cannot run containers; an image that is missing is a failure. */
export async function requireContainers(context: Context): Promise<void> {
  const reason = await whyNoContainers();
  if (reason === undefined) return;
  process.stdout.write(`      skipped, no container can be run: ${reason}\n`);
  context.skip();
}
