/**
 * What a set of messages looks like on the wire: JSON Schema 2020-12, every message class and part in `$defs` under the
 * name of its class, nested ones by `$ref`. Bytes are `{ "x-binary": true, "x-maxBytes": n }`; what JSON Schema has no
 * keyword for is named in `x-rules`.
 *
 * @typedef {Readonly<Record<string, unknown>>} Schema
 * @typedef {{ readonly $defs: Readonly<Record<string, Schema>> }} WireDocument
 */

/** Where the document of the classes as they are now is kept, relative to the root of the repository. */
export const wirePath = 'packages/contracts/wire/v1.json';

const releasedPath = /^packages\/contracts\/wire\/released\/(\d+\.\d+\.\d+)\.json$/;

/** The checksums of the frozen documents, which the tests of the contracts hold them to. */
export const releasedWireSums = 'packages/contracts/wire/released/SHA256SUMS';

/** @param {string} version */
export const releasedWirePath = (version) => `packages/contracts/wire/released/${version}.json`;

/**
 * The version whose frozen document a path is of.
 * @param {string} path
 * @returns {string | undefined} undefined for any other file.
 */
export const releasedVersionAt = (path) => releasedPath.exec(path)?.[1];

const ref = '#/$defs/';

/**
 * The definition that a schema refers to.
 * @param {Schema | undefined} schema
 * @returns {string | undefined} undefined for one that says by itself what it is.
 */
export function nameReferredTo(schema) {
  const target = schema?.['$ref'];
  return typeof target === 'string' && target.startsWith(ref) ? target.slice(ref.length) : undefined;
}

/**
 * @param {unknown} value
 * @returns {value is Schema}
 */
export const isSchema = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The sub-schemas of a keyword such as `properties`.
 * @param {unknown} value
 * @returns {Record<string, Schema>}
 */
export const schemasOf = (value) =>
  isSchema(value)
    ? Object.fromEntries(
        Object.entries(value).filter(/** @returns {entry is [string, Schema]} */ (entry) => isSchema(entry[1])),
      )
    : {};

/**
 * The definitions that no other one refers to: the messages. The others are parts of messages.
 * @param {WireDocument} document
 * @returns {string[]}
 */
export function messagesOf({ $defs }) {
  const parts = new Set(
    Object.entries($defs).flatMap(([name, schema]) => [...referencesIn(schema)].filter((other) => other !== name)),
  );
  return Object.keys($defs).filter((name) => !parts.has(name));
}

/**
 * @param {unknown} value
 * @returns {Set<string>}
 */
function referencesIn(value) {
  /** @type {Set<string>} */
  const found = new Set();
  /** @param {unknown} each */
  const look = (each) => {
    if (typeof each !== 'object' || each === null) return;
    const name = Array.isArray(each) ? undefined : nameReferredTo(/** @type {Schema} */ (each));
    if (name !== undefined) found.add(name);
    Object.values(each).forEach(look);
  };
  look(value);
  return found;
}
