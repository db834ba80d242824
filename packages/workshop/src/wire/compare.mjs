import { messagesOf, nameReferredTo, schemasOf } from './document.mjs';
import { differencesOfKeywords, isTypeChange } from './keywords.mjs';
import { looksRenamedTo } from './renamed.mjs';

/**
 * @typedef {import('./document.mjs').Schema} Schema
 * @typedef {import('./document.mjs').WireDocument} WireDocument
 * @typedef {import('./keywords.mjs').Difference} Difference
 *
 * A difference of two documents, and where it is.
 * @typedef {object} Change
 * @property {'major' | 'minor'} grade
 * @property {string} what
 * @property {string} definition The class that has changed.
 * @property {string[]} places Everywhere it is seen, from the message down: `FragmentData.slot.maxMs`.
 *
 * Where a comparison has come to: the definition, the field within it, and the path from the message.
 * @typedef {{ definition: string, field: string, path: string }} Place
 */

/**
 * Every difference on the wire, the grave ones first. Classes may be called, split and joined as they like: what counts is what
 * is seen from the messages.
 *
 * @param {WireDocument} before
 * @param {WireDocument} after
 * @returns {Change[]}
 */
export function compareWire(before, after) {
  /** @type {Map<string, Change>} */
  const changes = new Map();
  /**
   * @param {Place} place
   * @param {Difference} difference
   */
  const note = ({ definition, field, path }, { grade, what }) => {
    const key = JSON.stringify([definition, field, what]);
    const known = changes.get(key);
    if (known === undefined) changes.set(key, { grade, what, definition, places: [path] });
    else known.places.push(path);
  };

  const comparison = { before, after, note };
  const gone = messagesOf(before).filter((name) => !(name in after.$defs));
  const added = messagesOf(after).filter((name) => !(name in before.$defs));
  const candidates = added.map((name) => ({ name, schema: after.$defs[name] }));
  for (const name of messagesOf(before).filter((each) => !gone.includes(each))) {
    compareSchemas(comparison, before.$defs[name] ?? {}, after.$defs[name] ?? {}, startOf(name), []);
  }
  for (const name of gone) {
    const renamed = looksRenamedTo({ name, schema: before.$defs[name] }, candidates);
    note(startOf(name), { grade: 'major', what: `message removed${hintOf(renamed)}` });
  }
  for (const name of added) note(startOf(name), { grade: 'minor', what: 'message added' });
  return [...changes.values()].sort((a, b) => a.grade.localeCompare(b.grade));
}

/** @typedef {{ before: WireDocument, after: WireDocument, note: (place: Place, difference: Difference) => void }} Comparison */

/**
 * @param {string} message
 * @returns {Place}
 */
const startOf = (message) => ({ definition: message, field: '', path: message });

/**
 * @param {Comparison} comparison
 * @param {Schema} one
 * @param {Schema} other
 * @param {Place} place
 * @param {readonly string[]} trail The pairs of definitions on the way here: a message may hold itself.
 */
function compareSchemas(comparison, one, other, place, trail) {
  const [from, to] = [nameReferredTo(one), nameReferredTo(other)];
  if (from !== undefined || to !== undefined) {
    const pair = `${from} ${to}`;
    if (trail.includes(pair)) return;
    compareSchemas(
      comparison,
      resolved(comparison.before, one),
      resolved(comparison.after, other),
      to === undefined ? place : { ...place, definition: to, field: '' },
      [...trail, pair],
    );
    return;
  }
  const differences = differencesOfKeywords(one, other);
  for (const difference of differences) comparison.note(place, difference);
  // What was an object and is a text now has no field that could have changed.
  if (differences.some(isTypeChange)) return;
  compareFields(comparison, one, other, place, trail);
  compareItems(comparison, one, other, place, trail);
}

/**
 * @param {WireDocument} document
 * @param {Schema} schema
 * @returns {Schema} What it refers to, with its own keywords beside the reference.
 */
function resolved({ $defs }, schema) {
  const name = nameReferredTo(schema);
  const { $ref: _ref, ...own } = schema;
  return name === undefined ? schema : { ...$defs[name], ...own };
}

/**
 * @param {Comparison} comparison
 * @param {Schema} one
 * @param {Schema} other
 * @param {Place} place
 * @param {readonly string[]} trail
 */
function compareFields(comparison, one, other, place, trail) {
  const [before, after] = [schemasOf(one['properties']), schemasOf(other['properties'])];
  const [needed, needs] = [requiredOf(one), requiredOf(other)];
  const added = Object.entries(after)
    .filter(([name]) => !(name in before))
    .map(([name, schema]) => ({ name, schema }));

  for (const [name, schema] of Object.entries(before)) {
    const at = fieldOf(place, name);
    const now = after[name];
    if (now === undefined) {
      comparison.note(at, { grade: 'major', what: `removed${hintOf(looksRenamedTo({ name, schema }, added))}` });
      continue;
    }
    if (needs.has(name) && !needed.has(name)) comparison.note(at, { grade: 'major', what: 'made required' });
    if (needed.has(name) && !needs.has(name)) comparison.note(at, { grade: 'minor', what: 'made optional' });
    compareSchemas(comparison, schema, now, at, trail);
  }
  for (const { name } of added) {
    comparison.note(
      fieldOf(place, name),
      needs.has(name) ? { grade: 'major', what: 'added, and required' } : { grade: 'minor', what: 'added, optional' },
    );
  }
}

/**
 * @param {Comparison} comparison
 * @param {Schema} one
 * @param {Schema} other
 * @param {Place} place
 * @param {readonly string[]} trail
 */
function compareItems(comparison, one, other, place, trail) {
  const [before, after] = [one['items'], other['items']];
  if (before === undefined && after === undefined) return;
  // Without the keyword items may be anything, as with an empty schema.
  const { items: was = {}, now = {} } = { ...schemasOf({ items: before }), ...schemasOf({ now: after }) };
  compareSchemas(comparison, was, now, { ...place, field: `${place.field}[]`, path: `${place.path}[]` }, trail);
}

/**
 * @param {Place} place
 * @param {string} name
 * @returns {Place}
 */
const fieldOf = (place, name) => ({ ...place, field: `${place.field}.${name}`, path: `${place.path}.${name}` });

/**
 * @param {Schema} schema
 * @returns {ReadonlySet<unknown>}
 */
const requiredOf = ({ required }) => new Set(Array.isArray(required) ? /** @type {unknown[]} */ (required) : []);

/** @param {string | undefined} renamed */
const hintOf = (renamed) => (renamed === undefined ? '' : `; looks renamed to ${renamed}`);
