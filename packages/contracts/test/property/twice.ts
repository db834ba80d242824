import * as fc from 'fast-check';
import type { MessageClass } from '../../src/rules/shape.js';
import { samples } from '../support/samples.js';

/** A field that is written a second time into the text of a sample. */
export interface Twice {
  readonly sample: number;
  readonly field: number;
  readonly place: number;
  readonly value: unknown;
}

export const twice: fc.Arbitrary<Twice> = fc.record({
  sample: fc.nat({ max: samples.length - 1 }),
  field: fc.nat({ max: 99 }),
  place: fc.nat({ max: 99 }),
  value: fc.jsonValue({ maxDepth: 2 }),
});

/** The text, and a message with the field that stands last in it. */
export function writtenTwice({ sample, field, place, value }: Twice): {
  readonly messageClass: MessageClass;
  readonly text: string;
  readonly last: object;
} {
  const { messageClass, make } = samples[sample % samples.length] ?? { messageClass: Object, make: () => ({}) };
  const fields = Object.entries(make());
  const name = [...fields.map(([key]) => key), '__proto__'][field % (fields.length + 1)] ?? '';
  const all = fields.toSpliced(place % (fields.length + 1), 0, [name, value]);
  const pairs = all.map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`);
  const last = Object.fromEntries(all.map(([key, item]) => [key, JSON.parse(JSON.stringify(item)) as unknown]));
  return { messageClass, text: `{${pairs.join(',')}}`, last };
}
