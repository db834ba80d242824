import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '../json.mjs';
import { inRepository } from '../paths.mjs';
import { parts } from '../parts/table.mjs';
import { runNpm } from '../process/logged.mjs';
import { lazyRegistry } from '../registry/open.mjs';
import { lastPublished } from '../registry/publish.mjs';
import { createProgress } from '../report/progress.mjs';
import { publishStep } from '../setup/publish-step.mjs';
import { quietInstall } from '../setup/root-steps.mjs';
import { setUp } from '../setup/set-up.mjs';
import { perform } from '../setup/stamp.mjs';

const lockOnly = [
  'install',
  '--package-lock-only',
  '--ignore-scripts',
  '--omit-lockfile-registry-resolved',
  ...quietInstall,
];

/**
 * Brings every lockfile up to date: the root's with the packages' manifests, the projects' with the packages' content
 * as it is built now, whose version each project then pins.
 *
 * @type {import('./table.mjs').Command}
 */
export async function lock(_args, signal) {
  const progress = createProgress();
  await progress.step('root: package-lock.json', () => runNpm(lockOnly, { log: 'lock-root', signal }));
  await setUp(['contracts'], { mayInstall: false, progress, signal });

  const registry = lazyRegistry(signal);
  try {
    await perform(publishStep(registry, signal), progress);
    const published = await lastPublished();
    const { url } = await registry.open();
    for (const { kind, directory } of Object.values(parts)) {
      if (kind !== 'project') continue;
      await progress.step(`${directory}: package-lock.json`, async () => {
        await pinVersions(join(inRepository(directory), 'package.json'), published);
        await forgetPins(join(inRepository(directory), 'package-lock.json'));
        await runNpm([...lockOnly, `--@dubbing:registry=${url}`], {
          log: `lock-${directory.replace('/', '-')}`,
          cwd: inRepository(directory),
          signal,
        });
      });
    }
  } finally {
    await registry.close();
  }
  progress.say('Commit the lockfiles that have changed.');
  return 0;
}

/**
 * @param {string} path
 * @param {Record<string, string>} published
 */
async function pinVersions(path, published) {
  const before = await readFile(path, 'utf8');
  let text = before;
  for (const spec of Object.keys(published)) {
    const at = spec.lastIndexOf('@');
    const name = spec.slice(0, at);
    text = text.replace(new RegExp(`("${name}":\\s*)"[^"]*"`), `$1"${spec.slice(at + 1)}"`);
  }
  if (text !== before) await writeFile(path, text);
}

/** @param {string} path */
async function forgetPins(path) {
  if (!existsSync(path)) return;
  const lockfile = /** @type {import('../registry/lockfile.mjs').Lockfile} */ (await readJson(path));
  for (const key of Object.keys(lockfile.packages)) {
    if (key.startsWith('node_modules/@dubbing/')) delete lockfile.packages[key];
  }
  await writeFile(path, `${JSON.stringify(lockfile, undefined, 2)}\n`);
}
