import { createProgress } from '../report/progress.mjs';
import { ensureSystemPackages } from '../system/ensure.mjs';
import { inSetupOrder } from '../parts/table.mjs';
import { setUp } from '../setup/set-up.mjs';
import { partsNamed, takeSetUpOptions } from './arguments.mjs';

/** @type {import('./table.mjs').Command} */
export async function setup(args, signal) {
  const { mayInstall, rest } = takeSetUpOptions(args);
  const names = partsNamed(rest);
  const progress = createProgress();
  if (!mayInstall) {
    // It lists and stops, whether anything is missing or not.
    await ensureSystemPackages(inSetupOrder(names), { mayInstall, progress, signal });
    progress.say('No system package is missing.');
    return 0;
  }
  await setUp(names, { mayInstall, progress, signal });
  return 0;
}
