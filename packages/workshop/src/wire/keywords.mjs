import { isDeepStrictEqual } from 'node:util';

/**
 * What a change asks of the next version: `major` where a peer of the older one could refuse what is sent to it or miss
 * what it counts on, `minor` where it cannot.
 *
 * @typedef {{ grade: 'major' | 'minor', what: string }} Difference
 * @typedef {import('./document.mjs').Schema} Schema
 */

/** Words for people; nothing on the wire changes with them. */
const annotations = new Set(['title', 'description', '$comment', 'examples', 'deprecated', 'x-unit']);

/** What the walk from schema to schema looks at. */
const walked = new Set(['$ref', 'properties', 'required', 'items']);

const lowerBounds = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties', 'minContains']);
/** What is listed is taken; `x-schemes` are those of a URL. */
const valueLists = new Set(['enum', 'x-schemes']);

const upperBounds = new Set([
  'maximum',
  'exclusiveMaximum',
  'maxLength',
  'maxItems',
  'maxProperties',
  'maxContains',
  'x-maxBytes',
]);

/**
 * How two schemas of one value differ in their own keywords, without their fields and items.
 *
 * @param {Schema} before
 * @param {Schema} after
 * @returns {Difference[]}
 */
export function differencesOfKeywords(before, after) {
  const kinds = differenceOfKinds(before, after);
  // Where the kind of value changed, every other keyword speaks of something else.
  if (kinds.some(isTypeChange)) return kinds;
  const keywords = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [
    ...kinds,
    ...[...keywords]
      .filter((keyword) => !annotations.has(keyword) && !walked.has(keyword) && !kindKeywords.has(keyword))
      .flatMap((keyword) => differenceOf(keyword, before[keyword], after[keyword])),
  ];
}

const kindKeywords = new Set(['type', 'x-binary']);
const typeChanged = 'type changed: ';

/** @param {Difference} difference */
export const isTypeChange = ({ what }) => what.startsWith(typeChanged);

/**
 * @param {Schema} before
 * @param {Schema} after
 * @returns {Difference[]}
 */
function differenceOfKinds(before, after) {
  const [was, is] = [kindsOf(before), kindsOf(after)];
  const told = `${[...was].join(' or ')} → ${[...is].join(' or ')}`;
  const lost = [...was].filter((kind) => !takes(is, kind));
  const gained = [...is].filter((kind) => !takes(was, kind));
  if (lost.length > 0 && [...is].some((kind) => takes(was, kind))) return [narrowed(`type ${told}`)];
  if (lost.length > 0) return [{ grade: 'major', what: `${typeChanged}${told}` }];
  return gained.length > 0 ? [widened(`type ${told}`)] : [];
}

/**
 * @param {Schema} schema
 * @returns {ReadonlySet<unknown>}
 */
function kindsOf(schema) {
  if (schema['x-binary'] === true) return new Set(['binary']);
  const { type } = schema;
  if (type !== undefined) return new Set(Array.isArray(type) ? /** @type {unknown[]} */ (type) : [type]);
  // A few values are of their own types, whether or not the schema says so.
  if (Array.isArray(schema['enum'])) return new Set(schema['enum'].map((value) => typeof value));
  return new Set([schema['properties'] === undefined ? 'anything' : 'object']);
}

/**
 * @param {ReadonlySet<unknown>} kinds
 * @param {unknown} kind
 */
const takes = (kinds, kind) => kinds.has(kind) || kinds.has('anything') || (kind === 'integer' && kinds.has('number'));

/**
 * @param {string} keyword
 * @param {unknown} before
 * @param {unknown} after
 * @returns {Difference[]}
 */
function differenceOf(keyword, before, after) {
  if (isDeepStrictEqual(before, after)) return [];
  const told = `${keyword} ${show(before)} → ${show(after)}`;
  if (keyword === 'x-rules' || keyword === 'allOf')
    return differenceOfConditions(keyword, listOf(before), listOf(after));
  if (valueLists.has(keyword) && before !== undefined && after !== undefined) {
    return differenceOfValues(keyword, listOf(before), listOf(after));
  }
  // It takes nothing from what is taken, but tells what it means to send nothing.
  if (keyword === 'default') return [{ grade: before === undefined ? 'minor' : 'major', what: `changed: ${told}` }];
  // `false` and `true` are what their absence is.
  if (keyword === 'uniqueItems' && after !== true) return [widened(told)];
  if (keyword === 'additionalProperties' && after === true) return [widened(told)];
  // Every keyword is one more condition: without it, more is taken.
  if (after === undefined) return [widened(told)];
  if (lowerBounds.has(keyword))
    return [before !== undefined && Number(after) < Number(before) ? widened(told) : narrowed(told)];
  if (upperBounds.has(keyword))
    return [before !== undefined && Number(after) > Number(before) ? widened(told) : narrowed(told)];
  // Of a pattern, and of every keyword that is not known here, nobody can tell whether it takes what it took.
  return [before === undefined ? narrowed(told) : { grade: 'major', what: `changed: ${told}` }];
}

/**
 * @param {string} keyword
 * @param {readonly unknown[]} before
 * @param {readonly unknown[]} after
 * @returns {Difference[]}
 */
function differenceOfConditions(keyword, before, after) {
  const noun = keyword === 'x-rules' ? 'rule' : 'condition';
  return [
    ...missingIn(before, after).map((one) => narrowed(`new ${noun} ${show(one)}`)),
    ...missingIn(after, before).map((one) => widened(`${noun} ${show(one)} is gone`)),
  ];
}

/**
 * @param {string} keyword
 * @param {readonly unknown[]} before
 * @param {readonly unknown[]} after
 * @returns {Difference[]}
 */
function differenceOfValues(keyword, before, after) {
  const lost = missingIn(after, before);
  const gained = missingIn(before, after);
  const told = `${keyword} ${show(before)} → ${show(after)}`;
  return [
    ...(lost.length > 0 ? [narrowed(`${lost.map(show).join(', ')} not taken any more: ${told}`)] : []),
    ...(gained.length > 0 ? [widened(`${gained.map(show).join(', ')} taken as well: ${told}`)] : []),
  ];
}

/**
 * The items of the second list that the first one has not.
 * @param {readonly unknown[]} list
 * @param {readonly unknown[]} wanted
 */
const missingIn = (list, wanted) => wanted.filter((one) => !list.some((other) => isDeepStrictEqual(one, other)));

/**
 * @param {unknown} value
 * @returns {readonly unknown[]}
 */
const listOf = (value) => (Array.isArray(value) ? /** @type {unknown[]} */ (value) : []);

/**
 * @param {string} what
 * @returns {Difference}
 */
const narrowed = (what) => ({ grade: 'major', what: `narrowed: ${what}` });

/**
 * @param {string} what
 * @returns {Difference}
 */
const widened = (what) => ({ grade: 'minor', what: `widened: ${what}` });

/** @param {unknown} value */
const show = (value) => (value === undefined ? 'none' : JSON.stringify(value));
