import { rm } from 'node:fs/promises';
import { inRepository } from '../paths.mjs';
import { parts } from '../parts/table.mjs';
import { runNpm } from '../process/logged.mjs';
import { fingerprint, runtimeFacts } from './fingerprint.mjs';

/** @typedef {import('./stamp.mjs').Step} Step */

/**
 * @param {string} text Of npm's log.
 * @returns {string | undefined}
 */
export function adviseOnInstall(text) {
  if (/are in sync/.test(text)) return 'A package.json has changed since its lockfile was written. Run `npm run lock`.';
  if (/EINTEGRITY/.test(text)) {
    return (
      'A downloaded package is not the one that the lockfile pins. `npm cache verify` throws out what is damaged; ' +
      '`npm run clean` makes the embedded registry anew.'
    );
  }
  return undefined;
}

/** The flags of every `npm ci`: nothing that asks the registry more than it must or tells the user what is not ours. */
export const quietInstall = ['--no-audit', '--no-fund', '--no-update-notifier'];

/**
 * Lerna, Verdaccio, the linters, TypeScript, and the packages' dependencies.
 *
 * @param {AbortSignal} signal
 * @returns {Step}
 */
export function installRoot(signal) {
  const manifests = [
    'package.json',
    'package-lock.json',
    '.npmrc',
    ...packageDirectories().map((d) => `${d}/package.json`),
  ];
  return {
    id: 'install-root',
    title: 'tools and packages: npm ci',
    results: [inRepository('node_modules/.package-lock.json')],
    fingerprint: () =>
      fingerprint({ root: inRepository(), paths: manifests.map((path) => inRepository(path)), facts: runtimeFacts }),
    run: () => runNpm(['ci', ...quietInstall], { log: 'install-root', signal, adviseOn: adviseOnInstall }),
  };
}

/**
 * @param {import('../parts/table.mjs').PartName} name
 * @param {AbortSignal} signal
 * @returns {Step}
 */
export function buildPackage(name, signal) {
  const { directory, after } = parts[name];
  const sources = [...after.map((other) => parts[other].directory), directory];
  const inputs = [
    ...sources.flatMap((source) => buildInputs(source)),
    inRepository('tsconfig.base.json'),
    inRepository('package-lock.json'),
  ];
  return buildStep(name, inputs, signal);
}

/**
 * `npm run build` of any part.
 *
 * @param {import('../parts/table.mjs').PartName} name
 * @param {string[]} paths What the result depends on.
 * @param {AbortSignal} signal
 * @returns {Step}
 */
export function buildStep(name, paths, signal) {
  const { directory } = parts[name];
  return {
    id: `build-${name}`,
    title: `${directory}: build`,
    results: [inRepository(directory, 'dist')],
    fingerprint: () => fingerprint({ root: inRepository(), paths }),
    run: async () => {
      // What a removed source left behind would be published, or run.
      await rm(inRepository(directory, 'dist'), { recursive: true, force: true });
      await runNpm(['run', 'build'], { log: `build-${name}`, cwd: inRepository(directory), signal });
    },
  };
}

/** @param {string} directory */
export const buildInputs = (directory) =>
  ['src', 'package.json', 'tsconfig.json', 'tsconfig.build.json'].map((path) => inRepository(directory, path));

export const packageDirectories = () =>
  Object.values(parts)
    .filter(({ kind }) => kind === 'package')
    .map(({ directory }) => directory);

export const publishedDirectories = () =>
  Object.values(parts)
    .filter(({ kind, builds }) => kind === 'package' && builds)
    .map(({ directory }) => directory);
