import * as fc from 'fast-check';
import { pathsOf, valueAt, type Path } from '../support/paths.js';
import { samples } from '../support/samples.js';
import { make, strange, strangeNumber, type Strange } from './strange.js';

/** What can happen to a place in a message. */
const kinds = [
  'replace',
  'delete',
  'copy',
  'swap',
  'wrap',
  'unwrap',
  'repeat',
  'number',
  'edit',
  'unknown',
  'getter',
  'inherit',
] as const;

interface Mutation {
  readonly kind: (typeof kinds)[number];
  /** Two places, counted round the places of the message. */
  readonly at: number;
  readonly other: number;
  readonly strange: Strange;
  readonly number: number;
}

/** A sample and what is done to it. Told by numbers and names, so that a failure can be read and shrunk. */
export interface Recipe {
  readonly sample: number;
  readonly mutations: readonly Mutation[];
  readonly frozen: boolean;
}

export const recipe: fc.Arbitrary<Recipe> = fc.record({
  sample: fc.nat({ max: samples.length - 1 }),
  mutations: fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      at: fc.nat({ max: 10_000 }),
      other: fc.nat({ max: 10_000 }),
      strange,
      number: strangeNumber,
    }),
    { maxLength: 3, size: 'max' },
  ),
  frozen: fc.boolean(),
});

type Container = Record<string, unknown>;

/** The places in each sample. */
const places = samples.map((sample) => pathsOf(sample.make()));

/** The message of a recipe, made anew. */
export function mutated({ sample, mutations, frozen }: Recipe): Container {
  const message = samples[sample]?.make() ?? {};
  for (const mutation of mutations) {
    try {
      mutate(message, places[sample] ?? [], mutation);
    } catch {
      // An earlier mutation took the place away, or put something there that cannot be touched.
    }
  }
  if (frozen) freeze(message);
  return message;
}

function mutate(message: Container, paths: readonly Path[], mutation: Mutation): void {
  const { kind, at, other, strange: thing, number } = mutation;
  const path = paths[at % Math.max(paths.length, 1)] ?? ['unknown'];
  const otherPath = paths[other % Math.max(paths.length, 1)] ?? ['other'];
  const holder = valueAt(message, path.slice(0, -1)) as Container;
  const key = path.at(-1) ?? '';
  const value = holder[key];
  switch (kind) {
    case 'replace':
      holder[key] = make(thing);
      break;
    case 'delete':
      // From a list too: that leaves a hole.
      delete holder[key];
      break;
    case 'copy':
      holder[key] = valueAt(message, otherPath);
      break;
    case 'swap': {
      const otherHolder = valueAt(message, otherPath.slice(0, -1)) as Container;
      const otherKey = otherPath.at(-1) ?? '';
      [holder[key], otherHolder[otherKey]] = [otherHolder[otherKey], value];
      break;
    }
    case 'wrap':
      holder[key] = [value];
      break;
    case 'unwrap':
      holder[key] = Array.isArray(value) ? (value as unknown[])[0] : { ...Object(value) };
      break;
    case 'repeat':
      // Mostly a few, and now and then more than any list may have.
      if (Array.isArray(value))
        holder[key] = Array.from({ length: other % 32 === 0 ? 1000 + (at % 100) : at % 20 }, () => value[0] as unknown);
      else if (typeof value === 'string' && value.length < 1000) holder[key] = value.repeat(at % 300);
      break;
    case 'number':
      holder[key] = typeof value === 'number' && at % 2 === 0 ? value + number : number;
      break;
    case 'edit':
      if (typeof value === 'string')
        holder[key] = `${value.slice(0, at % 9)}${String.fromCharCode(other % 300)}${value.slice(at % 9)}`;
      break;
    case 'unknown':
      // As JSON.parse does it: `__proto__` is a field like any other.
      Object.defineProperty(holder, ['__proto__', 'constructor', 'fromTheFuture', 'then', 'toJSON'][at % 5] ?? '', {
        value: make(thing),
        enumerable: true,
        configurable: true,
        writable: true,
      });
      break;
    case 'inherit':
      // The fields are those of its prototype now, and it has none itself.
      if (typeof value === 'object') holder[key] = Object.create(value) as unknown;
      break;
    case 'getter':
      Object.defineProperty(holder, key, {
        get: () => {
          if (at % 2 === 0) throw new RangeError('this must not be asked');
          return value;
        },
        enumerable: true,
        configurable: true,
      });
      break;
  }
}

function freeze(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || depth > 3) return;
  try {
    for (const inner of Object.values(value)) freeze(inner, depth + 1);
    Object.freeze(value);
  } catch {
    // What throws when it is touched cannot be written to either.
  }
}
