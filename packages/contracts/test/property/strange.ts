import * as fc from 'fast-check';

const huge = 'e'.repeat(300_000);
const pcm = Buffer.from([1, 2, 3, 4]);

function nest(depth: number, inner: unknown, wrap: (value: unknown) => unknown): unknown {
  let value = inner;
  for (let level = 0; level < depth; level += 1) value = wrap(value);
  return value;
}

function transferred(): ArrayBuffer {
  const memory = new ArrayBuffer(8);
  structuredClone(memory, { transfer: [memory] });
  return memory;
}

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function throwing(): never {
  throw new RangeError('this must not be asked');
}

/** Everything that a transport can deliver and much that none can. Made anew for each message, so that none can spoil another. */
export const strangeThings = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  symbol: () => Symbol('strange'),
  bigint: () => 2n ** 64n,
  function: () => () => pcm,
  class: () => Error,
  regexp: () => /^e/g,
  date: () => new Date(0),
  promise: () => Promise.resolve(1),
  thenable: () => JSON.parse('{"then":1}') as unknown,
  map: () => new Map([['language', 'es']]),
  set: () => new Set(['es']),
  'boxed text': () => Object('es') as unknown,
  'boxed number': () => Object(1) as unknown,
  'empty object': () => ({}),
  'object without prototype': () => Object.create(null) as unknown,
  'object that inherits': () => Object.create({ language: 'es', text: 'x', code: 'E', min: '1.0' }) as unknown,
  'keys of prototypes': () =>
    JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"prototype":{"polluted":1}}',
    ) as unknown,
  'empty list': () => [],
  'list of null': () => [null],
  'list of lists': () => [['es'], []],
  'list of objects': () => [{}, {}],
  'sparse list': () => Object.assign([], { 1: 'es', length: 3 }),
  'list of holes': () => Object.assign([], { length: 4 }),
  'longest list': () => Object.assign([], { length: 2 ** 32 - 1 }),
  'list with a field': () => Object.assign(['es'], { language: 'es' }),
  'array-like': () => ({ 0: 'es', length: 1 }),
  'many texts': () => Array.from({ length: 1100 }, (_item, index) => `t${index}`),
  'many languages': () => Array.from({ length: 1030 }, () => 'es'),
  'many objects': () => Array.from({ length: 1030 }, () => ({})),
  'deep list': () => nest(2000, 'es', (value) => [value]),
  'deep object': () => nest(2000, {}, (value) => ({ error: value, audio: value, dubs: [value] })),
  'object that holds itself': () => {
    const loop: Record<string, unknown> = {};
    return Object.assign(loop, { error: loop, audio: loop, dubs: [loop], sts: loop });
  },
  'getter that throws': () => Object.defineProperty({}, 'language', { get: throwing, enumerable: true }),
  'list that throws': () => new Proxy([], { get: throwing }),
  'object that throws': () =>
    new Proxy(
      {},
      { get: throwing, has: throwing, ownKeys: throwing, getOwnPropertyDescriptor: throwing, getPrototypeOf: throwing },
    ),
  'revoked object': () => revoked({}),
  'revoked list': () => revoked([]),
  'empty text': () => '',
  'huge text': () => huge,
  'lone surrogate': () => 'a\uD800',
  'turned surrogates': () => '\uDC00\uD800',
  'text with a null': () => 'es\u0000',
  'text that looks like a key': () => '__proto__',
  'text of a number': () => '1',
  'bad time': () => '-0',
  'latest time': () => '9'.repeat(19),
  Buffer: () => Buffer.from(pcm),
  'empty Buffer': () => Buffer.alloc(0),
  'false Buffer': () => Object.create(Buffer.prototype) as unknown,
  'JSON of a Buffer': () => pcm.toJSON(),
  Uint8Array: () => new Uint8Array(pcm).subarray(1),
  'empty Uint8Array': () => new Uint8Array(0),
  Int16Array: () => new Int16Array(2),
  DataView: () => new DataView(new ArrayBuffer(4)),
  ArrayBuffer: () => new ArrayBuffer(4),
  'empty ArrayBuffer': () => new ArrayBuffer(0),
  SharedArrayBuffer: () => new SharedArrayBuffer(4),
  'shared Uint8Array': () => new Uint8Array(new SharedArrayBuffer(4)),
  'transferred ArrayBuffer': transferred,
  'transferred Uint8Array': () => {
    const memory = new ArrayBuffer(8);
    const bytes = new Uint8Array(memory);
    structuredClone(memory, { transfer: [memory] });
    return bytes;
  },
} satisfies Record<string, () => unknown>;

/** Numbers at which something ends. */
export const numbersAtAnEnd = [
  0,
  -0,
  1,
  -1,
  0.5,
  1.5,
  2,
  16,
  17,
  100,
  1024,
  1025,
  2000,
  8000,
  30_000,
  48_000,
  60_000,
  60_001,
  65_535,
  65_536,
  3_600_000,
  3_600_001,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 53),
  1e300,
  Number.MIN_VALUE,
  Number.EPSILON,
  Number.MAX_VALUE,
  NaN,
  Infinity,
  -Infinity,
] as const;

/** A value to put into a message, by a name that the report of a failure can tell. */
export interface Strange {
  readonly called: string;
  readonly value?: unknown;
}

/** The value itself. */
export function make(strange: Strange): unknown {
  return 'value' in strange ? strange.value : strangeThings[strange.called as keyof typeof strangeThings]();
}

const given = (value: unknown): Strange => ({ called: 'given', value });

export const strangeNumber = fc.oneof(
  fc.constantFrom(...numbersAtAnEnd),
  fc.double(),
  fc.integer({ min: -2, max: 70_000 }),
);

/** Any sixteen bits after each other, so surrogates stand alone as often as not. */
const text = fc
  .array(fc.oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0xffff })), { maxLength: 12 })
  .map((units) => String.fromCharCode(...units));

export const strange: fc.Arbitrary<Strange> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...Object.keys(strangeThings)).map((called): Strange => ({ called })) },
  { weight: 3, arbitrary: strangeNumber.map(given) },
  { weight: 2, arbitrary: text.map(given) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }).map(given) },
);
