import { systemPackagesOf } from '../parts/table.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { install } from './apt.mjs';
import { findMissing } from './dpkg.mjs';

/**
 * Installs what is missing of the parts' system packages; prints their names first.
 *
 * @param {readonly import('../parts/table.mjs').PartName[]} names
 * @param {EnsureOptions} options
 */
export const ensureSystemPackages = (names, options) => ensurePackages(systemPackagesOf(names), options);

/**
 * @typedef {Parameters<typeof ensurePackages>[1]} EnsureOptions
 *
 * @param {readonly string[]} needed
 * @param {object} options
 * @param {boolean} options.mayInstall false: an error lists what is missing, and nothing is touched.
 * @param {import('../report/progress.mjs').Progress} options.progress
 * @param {AbortSignal} options.signal
 */
export async function ensurePackages(needed, { mayInstall, progress, signal }) {
  if (process.env['DUBBING_SKIP_SYSTEM_PACKAGES'] === '1') return;

  const missing = await findMissing(needed);
  if (missing === undefined) {
    throw new WorkshopError(
      'This is not a Debian system: there is no dpkg-query to ask which packages are installed.',
      {
        advice:
          `Install the equivalents of these Debian packages:\n  ${needed.join(' ')}\n` +
          'then start again with DUBBING_SKIP_SYSTEM_PACKAGES=1 in the environment.',
      },
    );
  }
  if (missing.length === 0) return;
  if (!mayInstall) {
    throw new WorkshopError(`System packages are missing (${missing.length}):\n  ${missing.join('\n  ')}`, {
      advice: `Without --no-install they are installed for you. By hand:\n  apt-get install ${missing.join(' ')}`,
    });
  }
  progress.say(`System packages to install (${missing.length}): ${missing.join(' ')}`);
  await progress.step('system packages', () => install(missing, { signal }));

  const still = await findMissing(missing);
  if (still !== undefined && still.length > 0) {
    throw new WorkshopError(`apt-get ended well, but these packages are still missing: ${still.join(' ')}`);
  }
}
