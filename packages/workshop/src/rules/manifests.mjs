import { mismatches, ourPlaces } from '../registry/lockfile.mjs';
import { ourPins } from '../registry/pin.mjs';
import { specOf } from '../registry/spec.mjs';
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

/** One version, of our packages also under another name, so that several can be there side by side. */
const exact = /^(npm:@dubbing\/[a-z-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;

/**
 * Every dependency is pinned to one version: what is tested is what runs.
 * @type {Rule}
 */
export function exactPins(tree) {
  return manifestsOf(tree).flatMap(({ path, manifest }) =>
    allDependencies(manifest)
      .filter(([, range]) => !exact.test(range))
      .map(([name, range]) => ({ path, message: `does not pin ${name} exactly: ${range}` })),
  );
}

/** @param {{ path: string }} file */
const ofProject = ({ path }) => /^(services\/[^/]+|test-e2e)\//.test(path);

/**
 * The released versions that a tree keeps.
 *
 * @param {import('./tree.mjs').Tree} tree
 * @returns {import('../registry/kept.mjs').Releases}
 */
const releasesOf = (tree) =>
  /** @type {import('../registry/kept.mjs').Releases | undefined} */ (
    jsonAt(tree, 'packages/workshop/released/index.json')
  ) ?? {};

/**
 * The services and test-e2e use the packages as they were released, each the versions that it pins.
 * @type {Rule}
 */
export function releasedPins(tree) {
  const releases = releasesOf(tree);
  return manifestsOf(tree)
    .filter(ofProject)
    .flatMap(({ path, manifest }) =>
      [...ourPins(Object.fromEntries(allDependencies(manifest))).values()]
        .map(specOf)
        .filter((spec) => releases[spec] === undefined)
        .map((spec) => ({ path, message: `pins ${spec}, which was never released` })),
    );
}

/**
 * The packages are developed together: one pins another as it is here.
 * @type {Rule}
 */
export function packagesInStep(tree) {
  const packages = manifestsOf(tree).filter((file) => !ofProject(file));
  const versions = new Map(packages.map(({ manifest: { name, version } }) => [name, version]));
  return packages.flatMap(({ path, manifest }) =>
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
  const projects = manifestsOf(tree).filter(ofProject);
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
 * Each lockfile holds the packages that it pins with the integrity that they were released with, on every machine and
 * every version of Node.
 * @type {Rule}
 */
export function lockedPackages(tree) {
  const releases = releasesOf(tree);
  return tree.files
    .filter((file) => ofProject(file) && /^(services\/)?[^/]+\/package-lock\.json$/.test(file.path))
    .flatMap(({ path }) =>
      mismatches(/** @type {import('../registry/lockfile.mjs').Lockfile} */ (jsonAt(tree, path)), releases).map(
        (message) => ({ path, message: `${message}; write it with \`npm run lock\`` }),
      ),
    );
}

const heavy = /^(onnxruntime-|gstreamer|koffi$|@huggingface\/|@xenova\/|sharp$|@ricky0123\/|node-gyp|ffmpeg)/;

/**
 * The published packages bring nothing native and no machine learning, not even by way of a dependency: neither as they are
 * here, nor as a project has installed them.
 * @type {Rule}
 */
export function lightPackages(tree) {
  const root = lockedAt(tree, 'package-lock.json');
  const published = manifestsOf(tree)
    .filter(({ path, manifest }) => path.startsWith('packages/') && manifest.private !== true)
    .map(({ path, manifest }) => ({ path, found: closure('', Object.keys(manifest.dependencies ?? {}), root) }));
  const installed = manifestsOf(tree)
    .filter(ofProject)
    .map(({ path }) => path.replace(/package\.json$/, 'package-lock.json'))
    .flatMap((path) => {
      const locked = lockedAt(tree, path);
      return ourPlaces({ packages: locked }).map((place) => ({
        path,
        found: closure(place.path, wantedBy(locked[place.path]), locked),
      }));
    });
  return [...published, ...installed].flatMap(({ path, found }) =>
    [...found]
      .filter(([name, native]) => native || heavy.test(name))
      .map(([name]) => ({ path, message: `depends on ${name}, which is native or heavy` })),
  );
}

/** @typedef {import('../registry/lockfile.mjs').LockedPackage} LockedPackage */

/**
 * @param {import('./tree.mjs').Tree} tree
 * @param {string} path
 */
const lockedAt = (tree, path) =>
  /** @type {import('../registry/lockfile.mjs').Lockfile | undefined} */ (jsonAt(tree, path))?.packages ?? {};

/** @param {LockedPackage | undefined} entry */
const wantedBy = (entry) => Object.keys({ ...entry?.dependencies, ...entry?.optionalDependencies });

/**
 * All that some packages bring, each looked for where Node would: beside who wants it, then further up.
 *
 * @param {string} from Place of who wants them; empty for the project itself.
 * @param {readonly string[]} names
 * @param {Readonly<Record<string, LockedPackage>>} locked
 * @returns {Map<string, boolean>} Name → whether it has an install script.
 */
function closure(from, names, locked) {
  /** @type {Map<string, boolean>} */
  const found = new Map();
  /** @type {Set<string>} */
  const seen = new Set();
  /**
   * @param {string} wanting
   * @param {string} name
   */
  const add = (wanting, name) => {
    const place = placeOf(wanting, name, locked);
    if (seen.has(place)) return;
    seen.add(place);
    found.set(name, found.get(name) === true || locked[place]?.hasInstallScript === true);
    for (const next of wantedBy(locked[place])) add(place, next);
  };
  for (const name of names) add(from, name);
  return found;
}

/**
 * @param {string} wanting
 * @param {string} name
 * @param {Readonly<Record<string, LockedPackage>>} locked
 */
function placeOf(wanting, name, locked) {
  for (
    let folder = wanting;
    folder !== '';
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  ) {
    const place = `${folder}/node_modules/${name}`;
    if (locked[place] !== undefined) return place;
  }
  return `node_modules/${name}`;
}
