import { tellChange } from '../wire/gate.mjs';

/**
 * The changes of the wire that a project can notice: those of the messages that it names, and of the parts that it names.
 *
 * @param {readonly import('../wire/compare.mjs').Change[]} changes
 * @param {ReadonlySet<string>} names What the project imports.
 */
export const changesFor = (changes, names) =>
  changes
    .map((change) => ({
      ...change,
      places: names.has(change.definition)
        ? change.places
        : change.places.filter((place) => names.has(place.split(/[.[]/, 1)[0] ?? '')),
    }))
    .filter(({ places }) => places.length > 0);

/**
 * What a moved pin means for a project, for a person to read.
 *
 * @param {object} facts
 * @param {string} facts.directory
 * @param {string} facts.name Of the package.
 * @param {string} facts.from
 * @param {string} facts.to
 * @param {readonly { version: string, text: string }[]} facts.entries Of the changelog.
 * @param {readonly import('../wire/compare.mjs').Change[] | undefined} facts.changes undefined where one of the versions has no
 *   wire document.
 * @param {readonly string[]} facts.warnings
 */
export function describeMove({ directory, name, from, to, entries, changes, warnings }) {
  return [
    `${directory}: ${name} ${from} → ${to}`,
    ...entries.flatMap(({ version, text }) => [
      '',
      `  ${version}`,
      ...text.split('\n').map((line) => `  ${line}`.trimEnd()),
    ]),
    ...(changes === undefined ? [] : ['', `  On the wire, of what ${directory} uses:`, ...wireLines(changes)]),
    ...(warnings.length === 0 ? [] : ['', ...warnings.map((warning) => `  Mind: ${warning}.`)]),
    '',
  ].join('\n');
}

/** @param {readonly import('../wire/compare.mjs').Change[]} changes */
const wireLines = (changes) =>
  changes.length === 0
    ? ['    nothing']
    : changes.map((change) => `    ${change.grade === 'major' ? 'breaks' : 'new'}: ${tellChange(change)}`);
