import { expect } from 'chai';
import { ContractError, parse } from '../../src/index.js';
import { longestList } from '../../src/rules/prune.js';
import { shapeOf, type MessageClass } from '../../src/rules/shape.js';
import { counted } from '../support/counted.js';
import { samples } from '../support/samples.js';

/**
 * The most places that a reading of a message can ask for, by its class alone: whether a field is there, what it is, and
 * of a list its length and one item more than it may have.
 */
function mostTouches(messageClass: MessageClass): number {
  const { fields, nested, binary } = shapeOf(messageClass);
  return fields.reduce((sum, field) => {
    const inner = nested.get(field);
    if (inner !== undefined) return sum + 3 + (inner.maxItems + 1) * (1 + mostTouches(inner.type()));
    return sum + (binary.has(field) ? 2 : 3 + longestList + 1);
  }, 0);
}

/** The most fields that can be wrong, by the class alone: each with one fault, and each item of a list. */
function mostFaults(messageClass: MessageClass): number {
  const { fields, nested } = shapeOf(messageClass);
  return fields.reduce((sum, field) => {
    const inner = nested.get(field);
    return sum + 1 + (inner === undefined ? 0 : (inner.maxItems + 1) * (1 + mostFaults(inner.type())));
  }, 0);
}

/** The message with long texts, long lists and many unknown fields everywhere. */
function inflate(value: unknown): unknown {
  if (typeof value === 'string') return value.repeat(2000);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return Array.from({ length: 30_000 }).fill(inflate(value[0]));
  const unknown = Object.fromEntries(Array.from({ length: 1000 }, (_item, index) => [`unknown${index}`, value]));
  return { ...unknown, ...Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, inflate(inner)])) };
}

/** Every list of the message, and what stands in place of texts and numbers, full of the wrong things. */
function spoil(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return Symbol('spoilt');
  if (Array.isArray(value)) return Array.from({ length: 2000 }).fill(spoil(value[0]));
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, spoil(inner)]));
}

describe('the work of parse', () => {
  for (const [name, change] of Object.entries({ inflate, spoil, unchanged: (value: unknown) => value })) {
    it(`is bounded by the class, not by the message: ${name}`, () => {
      for (const { messageClass, make } of samples) {
        const { value, touches, listings } = counted(change(make()));
        let error: unknown;
        try {
          parse(messageClass, value);
        } catch (thrown) {
          error = thrown;
        }
        // Once by the reader, and when that finds a fault once more by class-validator.
        const readings = error === undefined && name === 'unchanged' ? 1 : 2;
        expect(touches(), messageClass.name).to.be.within(1, readings * mostTouches(messageClass));
        expect(listings(), messageClass.name).to.equal(0);
        if (error === undefined) continue;
        expect(error).to.be.instanceOf(ContractError);
        const { faults, message } = error as ContractError;
        expect(faults.length, messageClass.name).to.be.at.most(mostFaults(messageClass));
        expect(message.length, messageClass.name).to.be.at.most(4096);
      }
    });
  }
});
