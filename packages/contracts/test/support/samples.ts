import { shapeOf, type MessageClass } from '../../src/rules/shape.js';
import { fixtures } from './fixtures.js';

/** A good message to start from. */
export interface Sample {
  readonly messageClass: MessageClass;
  /** A new copy of it, as it is on the wire. */
  make(): Record<string, unknown>;
}

/** Every frozen sample, and of every class that travels inside other messages what stands in them. */
export const samples: readonly Sample[] = fixtures.flatMap(({ messageClass, wire }) => samplesIn(messageClass, wire()));

/** The classes of the samples. */
export const sampledClasses: readonly MessageClass[] = [...new Set(samples.map(({ messageClass }) => messageClass))];

type Message = Record<string, unknown>;

function samplesIn(messageClass: MessageClass, message: Message): Sample[] {
  const inner = [...shapeOf(messageClass).nested].flatMap(([field, { type }]) => {
    const value = message[field] as Message | Message[] | undefined;
    return [value ?? []].flat().flatMap((item) => samplesIn(type(), item));
  });
  return [{ messageClass, make: () => copyOf(message) as Message }, ...inner];
}

/** A copy down to the last list. Bytes are shared. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item)]));
}
