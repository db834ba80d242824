import { expect } from 'chai';
import { ContractError, parse } from '../../../src/index.js';
import type { MessageClass } from '../../../src/rules/shape.js';
import { fixtures } from '../../support/fixtures.js';
import { pathsOf, without, withValue, valueAt, type Path } from '../../support/paths.js';
import { asRead, validatorOf, wire } from '../../support/validator.js';

const texts = [
  '',
  ' ',
  'es',
  'pt-BR',
  'es-',
  'original',
  '0',
  '-0',
  '-12',
  '007',
  '1.0',
  '01.0',
  '9'.repeat(19),
  '9'.repeat(20),
];
const odd = [
  '\u0000',
  '\n',
  'a\u0000b',
  '🙂',
  '🙂'.repeat(64),
  '🙂'.repeat(65),
  'x'.repeat(128),
  'x'.repeat(129),
  'é',
  '\ud800',
];
const long = [
  'x'.repeat(4097),
  'A'.repeat(64),
  'A'.repeat(65),
  'x'.repeat(16_385),
  '../x',
  '/x',
  'a/../b',
  'a..b',
  'a/..',
];
const urls = [
  'rtmp://h',
  ' SRT://:9000',
  'r\ntmp://h',
  'rtmp:',
  'file:///',
  'file:/a',
  'ftp://h',
  'http://é/ü',
  'http://h',
];
const names = [
  'spoken',
  'failed',
  'empty',
  'ok',
  'none',
  'es=x',
  'es=',
  '=x',
  'es=a=b',
  '2026-01-31T12:00:00Z',
  '2026-01-31',
];
const numbers = [0, -0, 1, -1, 0.5, 2, 64, 65, 1e9, 1e300, 2 ** 53, 2 ** 53 - 1, Number.NaN, Infinity, -Infinity];
const others = [
  true,
  false,
  null,
  undefined,
  [],
  {},
  [[]],
  [null],
  [{}],
  ['es'],
  ['es', 'es'],
  ['es', 'fr'],
  [1],
  { length: 1 },
];
const spoiled: readonly unknown[] = [...texts, ...odd, ...long, ...urls, ...names, ...numbers, ...others];

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
 * pass is refused by nothing but a rule that it names in `x-rules`.
 */
function compare(messageClass: MessageClass, message: unknown, what: string): 'taken' | 'refused' {
  const validate = validatorOf(messageClass.name);
  const passes = validate(asRead(messageClass.name, message));
  const faults = faultsOf(messageClass, message);
  if (faults.length === 0)
    expect(passes, `${what}: taken by parse, and ${JSON.stringify(validate.errors)}`).to.equal(true);
  else if (passes) {
    for (const field of faults) {
      const { 'x-rules': rules, ...schema } = schemaAt(messageClass.name, field.split('.'));
      const isTooLong = JSON.stringify(schema).includes('"maxLength"') && JSON.stringify(message).includes('🙂');
      expect(rules !== undefined || isTooLong, `${what}: the document lets ${field} pass, parse does not`).to.equal(
        true,
      );
    }
  }
  return faults.length === 0 ? 'taken' : 'refused';
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

/** Longer than any list may be. */
function stretched(list: readonly unknown[]): unknown[][] {
  return [2, 16, 17, 33, 129, 513].map((length) => Array.from({ length }, () => structuredClone(list[0])));
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
      const note = (message: unknown, path: Path, value: string) => {
        seen[compare(messageClass, message, `${name}: ${path.join('.')} is ${value}`)] += 1;
      };
      const places = pathsOf(parsed()).filter((path) => isNew(messageClass, path));
      for (const path of places) {
        if (!/^\d+$/.test(path.at(-1) ?? '')) note(without(parsed(), path), path, 'absent');
        const value = valueAt(parsed(), path);
        const lists = Array.isArray(value) ? stretched(value) : [];
        const bytes = [Buffer.alloc(0), Buffer.from('text')];
        for (const other of [...spoiled, ...bytes, ...lists]) {
          note(withValue(parsed(), path, other), path, `${typeof other} ${JSON.stringify(other)?.slice(0, 40)}`);
        }
      }
      note({ ...parsed(), 'field-of-a-later-version': { a: [1] } }, [], 'richer');
      expect(seen.taken).to.be.greaterThan(0);
      if (places.length > 0) expect(seen.refused).to.be.greaterThan(0);
    });
  }
});
