import { rm } from 'node:fs/promises';
import { inRepository } from '../paths.mjs';
import { parts } from '../parts/table.mjs';
import { linkableNames, placesOf, projectNames, wishLinks, wishedLinks } from '../link/state.mjs';
import { linkedPackages, putInstalled } from '../link/swap.mjs';
import { runInherited } from '../process/inherited.mjs';
import { createProgress } from '../report/progress.mjs';
import { setUp } from '../setup/set-up.mjs';
import { inTurn } from '../setup/turn.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { takeSetUpOptions } from './arguments.mjs';

/** @typedef {import('../parts/table.mjs').PartName} PartName */

const noWatch = '--no-watch';

/**
 * The services and test-e2e, or those that are named, use the packages as they are in this working tree, built at every
 * change until Ctrl-C. The set-up keeps to it until `npm run unlink`.
 *
 * @type {import('./table.mjs').Command}
 */
export async function link(args, signal) {
  const { mayInstall, rest } = takeSetUpOptions(args);
  const names = projectsNamed(rest.filter((arg) => arg !== noWatch));
  const progress = createProgress();
  const before = await wishedLinks();
  await wishLinks(projectNames.filter((name) => names.includes(name) || before.includes(name)));
  // A service that does not fit the packages yet is what the links are for: it is not built here.
  await setUp(names, { mayInstall, buildProjects: false, progress, signal });
  progress.say(`\`npm run unlink\` goes back to the versions that are pinned.`);
  if (rest.includes(noWatch)) return 0;

  progress.say('The packages are built at every change  (Ctrl-C ends that; the links stay)');
  const codes = await Promise.all(linkableNames.map((name) => watch(name, signal)));
  return signal.aborted ? 0 : Math.max(...codes);
}

/**
 * Back to what the projects pin.
 *
 * @type {import('./table.mjs').Command}
 */
export async function unlink(args, signal) {
  const { mayInstall } = takeSetUpOptions(args);
  const progress = createProgress();
  const names = await inTurn({ progress, signal }, async () => {
    const linked = await linkedProjects();
    await wishLinks([]);
    for (const name of linked) await progress.step(`${parts[name].directory}: unlink`, () => putBack(name));
    return linked;
  });
  if (names.length === 0) progress.say('Nothing is linked.');
  // What had to be installed again is, and the projects are built against what they pin.
  else await setUp(names, { mayInstall, progress, signal });
  return 0;
}

async function linkedProjects() {
  const wished = await wishedLinks();
  const linked = await Promise.all(
    projectNames.map(async (name) => {
      const links = await linkedPackages(inRepository(parts[name].directory));
      return wished.includes(name) || links.length > 0 ? [name] : [];
    }),
  );
  return linked.flat();
}

/** @param {PartName} name */
async function putBack(name) {
  const back = await Promise.all(placesOf(name).map(putInstalled));
  if (back.every(Boolean)) return undefined;
  // Without its own note of what it installed, npm has to install again: the set-up's next step does.
  await rm(inRepository(parts[name].directory, 'node_modules/.package-lock.json'), { force: true });
  return 'to be installed again';
}

/**
 * @param {PartName} name
 * @param {AbortSignal} signal
 */
const watch = (name, signal) =>
  runInherited(
    process.execPath,
    [inRepository('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
    { cwd: inRepository(parts[name].directory), signal },
  );

/**
 * @param {readonly string[]} names
 * @returns {readonly PartName[]} All of them where none is named.
 */
function projectsNamed(names) {
  const others = names.filter((name) => !projectNames.some((project) => project === name));
  if (others.length > 0) {
    throw new WorkshopError(`No project that could link: ${others.join(', ')}. There are: ${projectNames.join(', ')}.`);
  }
  return names.length === 0 ? projectNames : projectNames.filter((name) => names.includes(name));
}
