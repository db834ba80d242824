import { jsonAt } from './tree.mjs';

/** @typedef {import('./tree.mjs').Rule} Rule */

/**
 * @typedef {object} Manifest
 * @property {string} [name]
 * @property {string} [version]
 * @property {boolean} [private]
 * @property {unknown} [workspaces]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */

/**
 * @param {import('./tree.mjs').Tree} tree
 * @returns {{ path: string, manifest: Manifest }[]}
 */
const manifestsOf = (tree) =>
  tree.files
    .filter(({ path }) =>
      /^(package\.json|(packages|services)\/[^/]+\/package\.json|test-e2e\/package\.json)$/.test(path),
    )
    .map(({ path }) => ({ path, manifest: /** @type {Manifest} */ (jsonAt(tree, path)) }));

/** @param {Manifest} manifest */
const allDependencies = ({ dependencies, devDependencies, optionalDependencies }) =>
  Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });

/**
 * Every dependency is pinned to one version: what is tested is what runs.
 * @type {Rule}
 */
export function exactPins(tree) {
  return manifestsOf(tree).flatMap(({ path, manifest }) =>
    allDependencies(manifest)
      .filter(([, range]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))
      .map(([name, range]) => ({ path, message: `does not pin ${name} exactly: ${range}` })),
  );
}

/**
 * The services and test-e2e pin the versions of the packages that are in this repository.
 * @type {Rule}
 */
export function currentPackages(tree) {
  const manifests = manifestsOf(tree);
  const versions = new Map(manifests.map(({ manifest: { name, version } }) => [name, version]));
  return manifests.flatMap(({ path, manifest }) =>
    allDependencies(manifest)
      .filter(([name, range]) => name.startsWith('@dubbing/') && versions.get(name) !== range)
      .map(([name, range]) => ({ path, message: `pins ${name} ${range}; here it is ${versions.get(name)}` })),
  );
}

/**
 * A project stands alone: no workspaces of its own, its own lockfile.
 * @type {Rule}
 */
export function separateProjects(tree) {
  const projects = manifestsOf(tree).filter(({ path }) => /^(services\/|test-e2e\/)/.test(path));
  const root = /** @type {Manifest | undefined} */ (jsonAt(tree, 'package.json'));
  return [
    ...projects
      .filter(({ manifest }) => manifest.workspaces !== undefined)
      .map(({ path }) => ({ path, message: 'declares workspaces' })),
    ...projects
      .filter(({ path }) => !tree.has(path.replace(/package\.json$/, 'package-lock.json')))
      .map(({ path }) => ({ path, message: 'has no package-lock.json beside it' })),
    ...(JSON.stringify(root?.workspaces) === '["packages/*"]'
      ? []
      : [{ path: 'package.json', message: 'must have the workspaces packages/* and no others' }]),
  ];
}

/**
 * A lockfile names contents, not the place that one developer happened to get them from.
 * @type {Rule}
 */
export function lockfilesWithoutPlaces(tree) {
  return tree.files
    .filter(({ path }) => path.endsWith('package-lock.json'))
    .filter(({ text }) => /"resolved":\s*"[a-z+]+:/.test(text))
    .map(({ path }) => ({ path, message: 'has `resolved` URLs; write it with `npm run lock`' }));
}

/**
 * Each lockfile holds the integrity of the packages it pins, without which `npm ci` would take any content.
 * @type {Rule}
 */
export function lockedPackages(tree) {
  return tree.files
    .filter(({ path }) => /^(services\/[^/]+|test-e2e)\/package-lock\.json$/.test(path))
    .flatMap(({ path }) =>
      Object.entries(/** @type {import('../registry/lockfile.mjs').Lockfile} */ (jsonAt(tree, path)).packages)
        .filter(([key, { integrity }]) => key.startsWith('node_modules/@dubbing/') && integrity === undefined)
        .map(([key]) => ({ path, message: `has no integrity for ${key}; write it with \`npm run lock\`` })),
    );
}

const heavy = /^(onnxruntime-|gstreamer|koffi$|@huggingface\/|@xenova\/|sharp$|@ricky0123\/|node-gyp|ffmpeg)/;

/**
 * The published packages bring nothing native and no machine learning, not even by way of a dependency.
 * @type {Rule}
 */
export function lightPackages(tree) {
  const lockfile = /** @type {import('../registry/lockfile.mjs').Lockfile | undefined} */ (
    jsonAt(tree, 'package-lock.json')
  );
  const published = manifestsOf(tree).filter(
    ({ path, manifest }) => path.startsWith('packages/') && manifest.private !== true,
  );
  return published.flatMap(({ path, manifest }) =>
    [...closure(Object.keys(manifest.dependencies ?? {}), lockfile?.packages ?? {})]
      .filter(([name, native]) => native || heavy.test(name))
      .map(([name]) => ({ path, message: `depends on ${name}, which is native or heavy` })),
  );
}

/**
 * @param {readonly string[]} names
 * @param {import('../registry/lockfile.mjs').Lockfile['packages']} locked
 * @returns {Map<string, boolean>} Name → whether it has an install script.
 */
function closure(names, locked) {
  /** @type {Map<string, boolean>} */
  const found = new Map();
  /** @param {string} name */
  const add = (name) => {
    if (found.has(name)) return;
    const entry = locked[`node_modules/${name}`];
    found.set(name, entry?.hasInstallScript === true);
    Object.keys(entry?.dependencies ?? {}).forEach(add);
  };
  names.forEach(add);
  return found;
}
