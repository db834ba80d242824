import { inspect } from 'node:util';
import { expect } from 'chai';
import { ContractError, parse } from '../../../src/index.js';
import type { MessageClass } from '../../../src/rules/shape.js';
import { fixtures } from '../../support/fixtures.js';
import { pathsOf, without, withValue, valueAt, type Path } from '../../support/paths.js';
import { asRead, validatorOf, wire } from '../../support/validator.js';

/** Texts that one rule or another takes, or nearly. */
const texts = [
  ['', ' ', '\n', '\u0000', 'a\u0000b', 'é', '\ud800', '🙂', '🙂'.repeat(64), '🙂'.repeat(65)],
  ['x'.repeat(128), 'x'.repeat(129), 'A'.repeat(64), 'A'.repeat(65), 'x'.repeat(4097), 'x'.repeat(16_385)],
  ['es', 'pt-BR', 'es-', 'original', 'es=x', 'es=', '=x', 'es=a=b', 'spoken', 'failed', 'empty', 'none'],
  ['0', '-0', '-12', '007', '9'.repeat(19), '9'.repeat(20), '1.0', '01.0', '2026-01-31T12:00:00Z', '2026-01-31'],
  ['../x', '/x', 'a/../b', 'a..b', 'a/..', 'rtmp://h', ' SRT://:9000', 'r\ntmp://h', 'rtmp:', 'file:///', 'http://é/ü'],
].flat();
const numbers = [0, -0, 1, -1, 0.5, 2, 64, 65, 1e9, 1e300, 2 ** 53, 2 ** 53 - 1, Number.NaN, Infinity, -Infinity];
const others = [
  true,
  null,
  undefined,
  [],
  {},
  [[]],
  [null],
  [{}],
  ['es'],
  ['es', 'es'],
  [1],
  { length: 1 },
  Buffer.from('a'),
];

/** Values for a place: many of its own kind, and some of every other. */
function spoiledFor({ type }: Record<string, unknown>): readonly unknown[] {
  if (type === 'string') return [...texts, 7, ...others];
  return type === 'number' || type === 'integer' ? [...numbers, '7', ...others] : ['es', 7, ...others];
}

/** The schema of a place in a message of that class. */
function schemaAt(className: string, path: readonly string[]): Record<string, unknown> {
  let at: Record<string, unknown> = { $ref: `#/$defs/${className}` };
  for (const key of ['', ...path]) {
    if (key !== '')
      at = (/^\d+$/.test(key) ? at['items'] : (at['properties'] as Record<string, unknown>)?.[key]) as never;
    while (typeof at?.['$ref'] === 'string') at = wire.$defs[at['$ref'].replace('#/$defs/', '')] as never;
  }
  return at;
}

/**
 * Holds `parse` and the wire document against each other: what `parse` takes the document takes, and what the document lets
 * pass is refused by nothing but a rule that it names in `x-rules`, or by the length of a text in UTF-16 units.
 */
function compare(messageClass: MessageClass, message: unknown): { isTaken: boolean; disagreement?: string } {
  const validate = validatorOf(messageClass.name);
  const passes = validate(asRead(messageClass.name, message));
  const faults = faultsOf(messageClass, message);
  const isTaken = faults.length === 0;
  if (isTaken && !passes) return { isTaken, disagreement: `the document refuses: ${JSON.stringify(validate.errors)}` };
  const odd = isTaken || !passes ? [] : faults.filter((field) => !mayPass(messageClass, field, message));
  return odd.length === 0 ? { isTaken } : { isTaken, disagreement: `parse alone refuses ${odd.join(', ')}` };
}

function mayPass(messageClass: MessageClass, field: string, message: unknown): boolean {
  const { 'x-rules': rules, ...schema } = schemaAt(messageClass.name, field.split('.'));
  return (
    rules !== undefined || (JSON.stringify(schema).includes('"maxLength"') && JSON.stringify(message).includes('🙂'))
  );
}

function faultsOf(messageClass: MessageClass, message: unknown): string[] {
  try {
    parse(messageClass, message);
    return [];
  } catch (error) {
    if (error instanceof ContractError) return error.faults.map((fault) => fault.field);
    throw error;
  }
}

/** As long as the list may be, and longer by one. */
function stretched(list: readonly unknown[], most: number): unknown[][] {
  return [most, most + 1].map((length) => Array.from({ length }, () => structuredClone(list[0])));
}

/** Places of a class that were spoiled in one sample need not be spoiled in the next. */
const done = new Set<string>();

function isNew(messageClass: MessageClass, path: Path): boolean {
  const place = [messageClass.name, ...path.map((key) => (/^\d+$/.test(key) ? '*' : key))].join('.');
  const before = done.size;
  return done.add(place).size > before;
}

describe('parse and the wire document agree', () => {
  for (const { name, messageClass, parsed } of fixtures) {
    it(`on ${name}, spoiled in every place`, () => {
      const seen = { taken: 0, refused: 0 };
      const note = (message: unknown, path: Path, value?: unknown) => {
        const { isTaken, disagreement } = compare(messageClass, message);
        seen[isTaken ? 'taken' : 'refused'] += 1;
        if (disagreement !== undefined) throw new Error(`${path.join('.')} is ${inspect(value)}: ${disagreement}`);
      };
      const places = pathsOf(parsed()).filter((path) => isNew(messageClass, path));
      for (const path of places) {
        if (!/^\d+$/.test(path.at(-1) ?? '')) note(without(parsed(), path), path);
        const value = valueAt(parsed(), path);
        const schema = schemaAt(messageClass.name, path);
        const lists = Array.isArray(value) ? stretched(value, Number(schema['maxItems'] ?? 1)) : [];
        const message = parsed();
        for (const other of [...spoiledFor(schema), ...lists]) note(withValue(message, path, other), path, other);
      }
      note({ ...parsed(), 'field-of-a-later-version': { a: [1] } }, []);
      expect(seen.taken).to.be.greaterThan(0);
      if (places.length > 0) expect(seen.refused).to.be.greaterThan(0);
    });
  }
});
