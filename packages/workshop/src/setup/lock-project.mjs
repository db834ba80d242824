import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { inRepository } from '../paths.mjs';
import { runNpm } from '../process/logged.mjs';
import { readLockfile } from '../registry/lockfile.mjs';
import { withoutOurs } from '../registry/pin.mjs';
import { installEnvironment } from './project-steps.mjs';
import { quietInstall } from './root-steps.mjs';

const lockOnly = [
  'install',
  '--package-lock-only',
  '--ignore-scripts',
  '--omit-lockfile-registry-resolved',
  ...quietInstall,
];

/**
 * The root's lockfile, brought in step with the manifests of the root and of the packages.
 * @param {AbortSignal} signal
 */
export const lockRoot = (signal) => runNpm(lockOnly, { log: 'lock-root', signal });

/**
 * A project's lockfile, brought in step with what its manifest pins.
 *
 * @param {string} directory Relative to the root of the repository.
 * @param {import('../registry/open.mjs').OpenRegistry} registry Has the pinned versions.
 * @param {AbortSignal} signal
 */
export async function lockProject(directory, registry, signal) {
  const path = inRepository(directory, 'package-lock.json');
  if (existsSync(path)) {
    await writeFile(path, `${JSON.stringify(withoutOurs(await readLockfile(directory)), undefined, 2)}\n`);
  }
  await runNpm([...lockOnly, `--@dubbing:registry=${registry.url}`], {
    log: `lock-${directory.replace('/', '-')}`,
    cwd: inRepository(directory),
    env: installEnvironment(registry),
    signal,
  });
}
