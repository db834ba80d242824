/**
 * One version of a published package.
 * @typedef {{ name: string, version: string }} Release
 */

/**
 * @param {string} spec `name@version`
 * @returns {Release}
 */
export function parseSpec(spec) {
  const at = spec.lastIndexOf('@');
  if (at < 1) throw new Error(`"${spec}" is not of the form name@version`);
  return { name: spec.slice(0, at), version: spec.slice(at + 1) };
}

/** @param {Release} release */
export const specOf = ({ name, version }) => `${name}@${version}`;

/**
 * The order of versions without their build part: by number, a pre-release before its release.
 *
 * @param {string} one
 * @param {string} other
 * @returns {number} As `sort` wants it.
 */
export function compareVersions(one, other) {
  const [release = '', pre] = splitVersion(one);
  const [otherRelease = '', otherPre] = splitVersion(other);
  const byNumber = release.localeCompare(otherRelease, 'en', { numeric: true });
  if (byNumber !== 0 || pre === otherPre) return byNumber;
  if (pre === undefined) return 1;
  return otherPre === undefined ? -1 : pre.localeCompare(otherPre, 'en', { numeric: true });
}

/** @param {string} version */
function splitVersion(version) {
  const at = version.indexOf('-');
  return at < 0 ? [version] : [version.slice(0, at), version.slice(at + 1)];
}
