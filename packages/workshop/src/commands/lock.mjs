import { parts } from '../parts/table.mjs';
import { lazyRegistry } from '../registry/open.mjs';
import { createProgress } from '../report/progress.mjs';
import { lockProject, lockRoot } from '../setup/lock-project.mjs';
import { registryStep } from '../setup/registry-step.mjs';
import { setUp } from '../setup/set-up.mjs';
import { perform } from '../setup/stamp.mjs';

/**
 * Brings every lockfile in step with its manifest. Which versions of the packages a project pins is said in its
 * package.json, and this changes none of them.
 *
 * @type {import('./table.mjs').Command}
 */
export async function lock(_args, signal) {
  const progress = createProgress();
  await progress.step('root: package-lock.json', () => lockRoot(signal));
  await setUp(['workshop'], { mayInstall: false, progress, signal });

  const registry = lazyRegistry(signal);
  try {
    await perform(registryStep(registry, signal), progress);
    for (const { kind, directory } of Object.values(parts)) {
      if (kind !== 'project') continue;
      await progress.step(`${directory}: package-lock.json`, async () =>
        lockProject(directory, await registry.open(), signal),
      );
    }
  } finally {
    await registry.close();
  }
  progress.say('Commit the lockfiles that have changed.');
  return 0;
}
