import { compareVersions } from '../registry/spec.mjs';

/**
 * What a package's changelog says of the versions after one up to another one, newest first as it is there.
 *
 * @param {string} changelog Written by changesets: a `## VERSION` per release.
 * @param {string} one
 * @param {string} other Either may be the newer one: who goes back loses what the versions between have brought.
 * @returns {{ version: string, text: string }[]}
 */
export function entriesBetween(changelog, one, other) {
  const [older = one, newer = other] = [one, other].sort(compareVersions);
  return changelog
    .split(/^## (?=\d)/m)
    .slice(1)
    .map((entry) => {
      const [version = '', ...lines] = entry.split('\n');
      return { version: version.trim(), text: lines.join('\n').trim() };
    })
    .filter(({ version }) => compareVersions(older, version) < 0 && compareVersions(version, newer) <= 0);
}
