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
