import { expect } from 'chai';
import { OneShotQuery } from '../../src/index.js';
import { fixtures } from '../support/fixtures.js';
import { faultyFields } from '../support/faults.js';
import { pathsOf, valueAt, without, withValue } from '../support/paths.js';

/** Fields that have a default, and so may be absent from any sample. */
const defaulted = new Set(['CreateStream.sourceLanguage']);

/** Whether the list of faults tells of the field, or of the list that the item stands in. */
function tells(faults: readonly string[], path: readonly string[]): boolean {
  const list = /^\d+$/.test(path.at(-1) ?? '') ? path.slice(0, -1).join('.') : undefined;
  return faults.some((field) => field === path.join('.') || field === list);
}

/**
 * Every field of every sample in turn is spoiled in every way, and the error must name it.
 * A rule that is forgotten on a new field shows here.
 */
describe('every field of every message', () => {
  // On a URL everything is text; the query's own test has what is special about that.
  for (const { name, messageClass, wire } of fixtures.filter((f) => f.messageClass !== OneShotQuery)) {
    for (const path of pathsOf(wire())) {
      const field = path.join('.');
      const value = valueAt(wire(), path);

      it(`${name}: ${field} is refused when it is of another type`, () => {
        const wrong: unknown[] = [Symbol.iterator, () => 1, 12n];
        if (typeof value !== 'object') wrong.push({}, { length: 1 }, [{}], [[]]);
        if (typeof value !== 'object' || !Array.isArray(value)) wrong.push([], [value]);
        if (Array.isArray(value)) wrong.push({}, { 0: value[0] as unknown, length: 1 });
        if (typeof value !== 'string' || Buffer.isBuffer(value)) wrong.push('text');
        if (typeof value !== 'number') wrong.push(7, Number.NaN);
        if (typeof value !== 'boolean') wrong.push(true);
        if (Buffer.isBuffer(value)) wrong.push({ type: 'Buffer', data: [1, 2] }, [1, 2]);
        for (const spoiled of wrong) {
          const faults = faultyFields(messageClass, withValue(wire(), path, spoiled));
          expect(tells(faults, path), `${typeof spoiled} gave ${faults.join(', ')}`).to.equal(true);
        }
      });

      if (typeof value === 'number') {
        it(`${name}: ${field} is refused when it is no finite number in its range`, () => {
          for (const spoiled of [Number.NaN, Infinity, -Infinity, -1, 1e300]) {
            expect(faultyFields(messageClass, withValue(wire(), path, spoiled)), String(spoiled)).to.include(field);
          }
        });
      }

      // A sample called minimal has nothing that can be left out.
      const required = name.endsWith('.minimal') && !/^\d+$/.test(path.at(-1) ?? '');
      if (required && !defaulted.has(`${messageClass.name}.${field}`)) {
        it(`${name}: ${field} is missed when it is absent or null`, () => {
          expect(faultyFields(messageClass, without(wire(), path))).to.include(field);
          expect(faultyFields(messageClass, withValue(wire(), path, null))).to.include(field);
        });
      }
    }
  }
});
