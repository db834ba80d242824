import { ensureSystemPackages } from '../system/ensure.mjs';
import { inSetupOrder, parts } from '../parts/table.mjs';
import { lazyRegistry } from '../registry/open.mjs';
import { buildPackage, installRoot } from './root-steps.mjs';
import { buildProject, installProject } from './project-steps.mjs';
import { registryStep } from './registry-step.mjs';
import { perform } from './stamp.mjs';
import { inTurn } from './turn.mjs';

/**
 * @typedef {object} SetUpOptions
 * @property {boolean} mayInstall Whether system packages may be installed.
 * @property {boolean} [toRun] Also sets up what the parts' tests and commands start.
 * @property {import('../report/progress.mjs').Progress} progress
 * @property {AbortSignal} signal
 */

/**
 * Sets these parts up, with all that they come after; what is up to date is left alone.
 *
 * @param {readonly import('../parts/table.mjs').PartName[]} names
 * @param {SetUpOptions} options
 */
export async function setUp(names, { mayInstall, toRun = false, progress, signal }) {
  const startedAt = performance.now();
  const ordered = inSetupOrder(names, { toRun });
  await ensureSystemPackages(ordered, { mayInstall, progress, signal });

  const registry = lazyRegistry(signal);
  const done = await inTurn({ progress, signal }, async () => {
    let count = 0;
    try {
      for (const step of stepsOf(ordered, registry, signal)) {
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
 * @param {readonly import('../parts/table.mjs').PartName[]} ordered
 * @param {{ open: () => Promise<import('../registry/open.mjs').OpenRegistry> }} registry
 * @param {AbortSignal} signal
 * @returns {import('./stamp.mjs').Step[]}
 */
function stepsOf(ordered, registry, signal) {
  const packages = ordered.filter((name) => parts[name].kind === 'package' && parts[name].builds);
  const projects = ordered.filter((name) => parts[name].kind === 'project');
  return [
    installRoot(signal),
    ...packages.map((name) => buildPackage(name, signal)),
    ...(projects.length === 0 ? [] : [registryStep(registry, signal)]),
    ...projects.flatMap((name) => [installProject(name, registry, signal), buildProject(name, signal)]),
  ];
}
