import { partNames, parts } from '../parts/table.mjs';
import { WorkshopError } from '../workshop-error.mjs';

const noInstall = '--no-install';

/**
 * Takes the set-up's own option out of a command's arguments; the rest is the program's.
 *
 * @param {readonly string[]} args
 * @returns {{ mayInstall: boolean, rest: string[] }}
 */
export function takeSetUpOptions(args) {
  return { mayInstall: !args.includes(noInstall), rest: args.filter((arg) => arg !== noInstall) };
}

/**
 * @param {readonly string[]} names
 * @returns {import('../parts/table.mjs').PartName[]} All parts where none is named.
 */
export function partsNamed(names) {
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0) {
    throw new WorkshopError(`Unknown part: ${unknown.join(', ')}. There are: ${partNames.join(', ')}.`);
  }
  return /** @type {import('../parts/table.mjs').PartName[]} */ (names.length === 0 ? [...partNames] : [...names]);
}
