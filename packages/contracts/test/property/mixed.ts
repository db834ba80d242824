import * as fc from 'fast-check';
import { shapeOf, type MessageClass } from '../../src/rules/shape.js';
import { sampledClasses, samples } from '../support/samples.js';
import { make, strange, type Strange } from './strange.js';

/** What the samples of all classes have in a field of that name. */
const seen = new Map<string, unknown[]>();
for (const sample of samples) {
  for (const [field, value] of Object.entries(sample.make())) seen.set(field, [...(seen.get(field) ?? []), value]);
}

/** A message that is put together field by field. */
export interface Mix {
  readonly messageClass: number;
  /** Decides for each field whether it is left out, is like one seen in a field of that name, or is strange. */
  readonly dice: number;
  readonly strange: Strange;
}

export const mix: fc.Arbitrary<Mix> = fc.record({
  messageClass: fc.nat({ max: sampledClasses.length - 1 }),
  dice: fc.nat(),
  strange,
});

export function classOf({ messageClass }: Mix): MessageClass {
  const found = sampledClasses[messageClass];
  if (found === undefined) throw new Error(`there is no class ${messageClass}`);
  return found;
}

export function mixed(recipe: Mix): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  let { dice } = recipe;
  for (const field of shapeOf(classOf(recipe)).fields) {
    // The generator of Numerical Recipes; its lower bits repeat too soon.
    dice = (Math.imul(dice, 1_664_525) + 1_013_904_223) >>> 0;
    const values = seen.get(field) ?? [];
    const chance = dice / 2 ** 32;
    if (chance < 0.05) message[field] = make(recipe.strange);
    else if (chance > 0.15) message[field] = values[(dice >>> 8) % values.length];
  }
  return message;
}
