import { ensureSystemPackages } from '../system/ensure.mjs';
import { inSetupOrder, partNames, parts } from '../parts/table.mjs';
import { lazyRegistry } from '../registry/open.mjs';
import { buildPackage, installRoot } from './root-steps.mjs';
import { linkableNames, wishedLinks } from '../link/state.mjs';
import { linkStep } from './link-step.mjs';
import { buildProject, installProject } from './project-steps.mjs';
import { registryStep } from './registry-step.mjs';
import { perform } from './stamp.mjs';
import { inTurn } from './turn.mjs';

/**
 * @typedef {object} SetUpOptions
 * @property {boolean} mayInstall Whether system packages may be installed.
 * @property {boolean} [toRun] Also sets up what the parts' tests and commands start.
 * @property {boolean} [buildProjects] Whether projects are built, or installed only; true where it is left out.
 * @property {import('../report/progress.mjs').Progress} progress
 * @property {AbortSignal} signal
 */

/**
 * Sets these parts up, with all that they come after; what is up to date is left alone.
 *
 * @param {readonly import('../parts/table.mjs').PartName[]} names
 * @param {SetUpOptions} options
 */
export async function setUp(names, { mayInstall, toRun = false, buildProjects = true, progress, signal }) {
  const startedAt = performance.now();
  const ordered = inSetupOrder(names, { toRun });
  await ensureSystemPackages(ordered, { mayInstall, progress, signal });

  const registry = lazyRegistry(signal);
  const done = await inTurn({ progress, signal }, async () => {
    let count = 0;
    try {
      const linked = (await wishedLinks()).filter((name) => ordered.includes(name));
      if (linked.length > 0) progress.say(`Linked, with the packages as they are here: ${linked.join(', ')}.`);
      for (const step of stepsOf(ordered, { linked, buildProjects, registry, signal })) {
        signal.throwIfAborted();
        if (await perform(step, progress)) count += 1;
      }
    } finally {
      await registry.close();
    }
    return count;
  });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  progress.say(done === 0 ? `Everything is set up (${seconds} s).` : `Set up in ${seconds} s.`);
}

/**
 * @typedef {import('../parts/table.mjs').PartName} PartName
 *
 * @param {readonly PartName[]} ordered
 * @param {object} options
 * @param {readonly PartName[]} options.linked Projects that use the working copies of the packages.
 * @param {boolean} options.buildProjects
 * @param {{ open: () => Promise<import('../registry/open.mjs').OpenRegistry> }} options.registry
 * @param {AbortSignal} options.signal
 * @returns {import('./stamp.mjs').Step[]}
 */
function stepsOf(ordered, { linked, buildProjects, registry, signal }) {
  const used = linked.length > 0 ? linkableNames : [];
  const packages = partNames.filter(
    (name) => parts[name].kind === 'package' && parts[name].builds && (ordered.includes(name) || used.includes(name)),
  );
  const projects = ordered.filter((name) => parts[name].kind === 'project');
  return [
    installRoot(signal),
    ...packages.map((name) => buildPackage(name, signal)),
    ...(projects.length === 0 ? [] : [registryStep(registry, signal)]),
    ...projects.flatMap((name) => [
      installProject(name, registry, signal),
      ...(linked.includes(name) ? [linkStep(name)] : []),
      ...(buildProjects ? [buildProject(name, { linked: linked.includes(name), signal })] : []),
    ]),
  ];
}
