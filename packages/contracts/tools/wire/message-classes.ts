import * as contracts from '../../src/index.js';
import { shapeOf, type MessageClass } from '../../src/rules/shape.js';

/** Every class that the package exports and that `parse` can make. */
export const messageClasses: ReadonlyMap<string, MessageClass> = new Map(
  Object.entries(contracts).flatMap(([name, exported]) => {
    if (typeof exported !== 'function' || !/^[A-Z]/.test(name)) return [];
    const messageClass = exported as MessageClass;
    return shapeOf(messageClass).fields.length > 0 ? [[name, messageClass] as const] : [];
  }),
);
