import { ourPlaces } from './lockfile.mjs';
import { parseSpec } from './spec.mjs';

/** The fields of a manifest that pin versions. */
const pinningFields = ['dependencies', 'devDependencies', 'optionalDependencies'];

/**
 * A manifest with the pin of one package moved to another version. Pins under another name (`npm:…`) stay: they ask for
 * the version that they name.
 *
 * @param {string} manifest The text of a package.json.
 * @param {import('./spec.mjs').Release} release
 * @returns {string} The same text where it does not pin the package or pins that version.
 */
export function movePin(manifest, { name, version }) {
  /** @type {unknown} */
  const parsed = JSON.parse(manifest);
  const fields = /** @type {Record<string, Record<string, string> | undefined>} */ (parsed);
  const pinning = pinningFields
    .map((field) => fields[field])
    .find((dependencies) => dependencies?.[name] !== undefined);
  if (pinning === undefined || pinning[name] === version) return manifest;
  pinning[name] = version;
  return `${JSON.stringify(parsed, undefined, 2)}\n`;
}

/**
 * What a manifest pins of our packages, by the name that it has there.
 *
 * @param {Readonly<Record<string, string>>} dependencies
 * @returns {Map<string, import('./spec.mjs').Release>}
 */
export function ourPins(dependencies) {
  return new Map(
    Object.entries(dependencies).flatMap(([name, range]) => {
      if (range.startsWith('npm:@dubbing/')) return [[name, parseSpec(range.slice('npm:'.length))]];
      return name.startsWith('@dubbing/') ? [[name, { name, version: range }]] : [];
    }),
  );
}

/**
 * A lockfile without our packages, for npm to look them up anew.
 *
 * @template {import('./lockfile.mjs').Lockfile} L
 * @param {L} lockfile
 * @returns {L}
 */
export function withoutOurs(lockfile) {
  const ours = new Set(ourPlaces(lockfile).map(({ path }) => path));
  const packages = Object.fromEntries(Object.entries(lockfile.packages).filter(([path]) => !ours.has(path)));
  return { ...lockfile, packages };
}
