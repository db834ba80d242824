import { parseArgs } from 'node:util';
import { holdPinned } from '../link/pinned-only.mjs';
import { projectNames } from '../link/state.mjs';
import { inRepository } from '../paths.mjs';
import { parts } from '../parts/table.mjs';
import { runInherited } from '../process/inherited.mjs';
import { npmCommand } from '../process/npm.mjs';
import { keptReleases, versionsOf } from '../registry/kept.mjs';
import { createProgress } from '../report/progress.mjs';
import { setUp } from '../setup/set-up.mjs';
import { describeUpgrade } from '../upgrade/describe.mjs';
import { movePinOf, pinOf } from '../upgrade/move.mjs';
import { describeRoutes } from '../upgrade/routes.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { takeSetUpOptions } from './arguments.mjs';

/** @typedef {import('../parts/table.mjs').PartName} PartName */

const usage = `npm run contracts:upgrade -- --service SERVICE --to VERSION [--package NAME] [--no-tests] [--keep]

Moves the pin of one service, or of test-e2e, to another version of a package: package.json, lockfile, installation, build and tests
of that service alone. Tells what the change brings to it. What fails is put back as it was.

  --service   ${projectNames.join(', ')}
  --to        a released version, newer or older
  --package   contracts (default) or common
  --no-tests  stops after the build
  --keep      leaves the pin where it was moved to even if the build or the tests fail
`;

/** @type {import('./table.mjs').Command} */
export async function contractsUpgrade(args, signal) {
  const { mayInstall, rest } = takeSetUpOptions(args);
  if (rest.includes('--help')) return said(usage);
  const { service, name, to, tests, keep } = read(rest);
  if ((await holdPinned({})) !== undefined) {
    throw new WorkshopError('Links are in place of the pinned packages: nothing would be tried.', {
      advice: 'Run `npm run unlink` first.',
    });
  }
  const versions = versionsOf(await keptReleases(), name);
  if (!versions.includes(to)) {
    throw new WorkshopError(`${name} was never released as ${to}. There are: ${versions.join(', ')}.`);
  }
  const { directory } = parts[service];
  const from = await pinOf(directory, name);
  if (from === to) return said(`${directory} pins ${name} ${to} already.\n`);

  const progress = createProgress();
  const options = { mayInstall, progress, signal };
  await setUp(['workshop'], { ...options, toRun: false });
  const undo = [await movePinOf(directory, { name, version: to }, options)];
  try {
    process.stdout.write(`\n${await describeUpgrade({ service, name, from, to })}\n`);
    await setUp([service], { ...options, toRun: tests });
    undo.push(await describeRoutes(directory, options));
    const code = tests ? await testsOf(directory, signal) : 0;
    signal.throwIfAborted();
    if (code !== 0) throw new WorkshopError(`The tests of ${directory} fail with ${name} ${to}.`);
  } catch (error) {
    if (keep) throw error;
    for (const putBack of undo) await putBack();
    progress.say(`${directory} pins ${name} ${from} again.`);
    if (!signal.aborted) {
      // What went wrong first is what the person has to know.
      await setUp([service], options).catch(() =>
        progress.say(`It is not installed again yet: npm run setup:${service}`),
      );
    }
    throw error;
  }
  const proven = tests ? 'its tests pass' : 'it builds; its tests were not run';
  return said(`${directory} uses ${name} ${to}, and ${proven}. Commit what \`git status\` shows.\n`);
}

/** @param {readonly string[]} args */
function read(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      service: { type: 'string' },
      to: { type: 'string' },
      package: { type: 'string', default: 'contracts' },
      'no-tests': { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  const service = projectNames.find((name) => name === values.service);
  if (service === undefined || values.to === undefined) throw new WorkshopError(usage.trimEnd());
  if (!['contracts', 'common'].includes(values.package)) {
    throw new WorkshopError(`There is no package ${values.package}. There are: contracts, common.`);
  }
  const name = `@dubbing/${values.package}`;
  return { service, name, to: values.to, tests: !values['no-tests'], keep: values.keep };
}

/**
 * @param {string} directory
 * @param {AbortSignal} signal
 */
function testsOf(directory, signal) {
  const npm = npmCommand();
  const cwd = inRepository(directory);
  return runInherited(npm.command, [...npm.args, 'run', '--silent', 'test'], { cwd, signal });
}

/** @param {string} text */
function said(text) {
  process.stdout.write(text);
  return 0;
}
