/** Inputs are taken by so many columns: two SIMD vectors. */
export const COLUMN_STEP = 8;
/** Rows that are computed together, so that every input is loaded once for all of them. */
export const ROW_STEP = 4;

/**
 * `y[r] = bias[r] + Σ w[r][c] · x[c]` for float32 in the memory of the kernel; addresses are in bytes.
 * @param rows a multiple of `ROW_STEP` @param columns a multiple of `COLUMN_STEP`
 */
export type Dense = (weights: number, x: number, bias: number, y: number, rows: number, columns: number) => void;

/** The same for two inputs, which lie `xStride` bytes apart, and their outputs, which lie `yStride` bytes apart. */
export type DensePair = (...args: [...Parameters<Dense>, xStride: number, yStride: number]) => void;

export interface DenseKernel {
  readonly memory: Float32Array;
  readonly dense: Dense;
  readonly densePair: DensePair;
}

/** What is used of it here; the types of Node do not declare it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** @param floats how many the memory holds */
export function createDenseKernel(floats: number): DenseKernel {
  const pages = Math.ceil((floats * 4) / 65_536);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes(pages)));
  const { memory, ...functions } = instance.exports as { memory: { buffer: ArrayBuffer } } & Omit<
    DenseKernel,
    'memory'
  >;
  return { memory: new Float32Array(memory.buffer), ...functions };
}

/*
 * The module is so small that it is put together here, instruction by instruction (WebAssembly 2.0, chapter 5): there
 * is no other way to the SIMD registers from here, and plain JavaScript takes several times as long.
 */
const I32 = 0x7f;
const V128 = 0x7b;
const op = {
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  get: 0x20,
  set: 0x21,
  tee: 0x22,
  f32Load: [0x2a, 2, 0],
  f32Store: [0x38, 2, 0],
  i32Const: 0x41,
  i32Eqz: 0x45,
  i32LtU: 0x49,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Shl: 0x74,
  f32Add: 0x92,
  v128Const0: [0xfd, 0x0c, ...Array.from({ length: 16 }, () => 0)],
  f32x4Add: [0xfd, 0xe4, 0x01],
  f32x4Mul: [0xfd, 0xe6, 0x01],
} as const;
const VECTOR_BYTES = 16;
/** Some instructions that belong together. */
const code = (...bytes: readonly number[]): readonly number[] => bytes;
const load = (offset: number): number[] => [0xfd, 0x00, 4, offset];
const lane = (index: number): number[] => [0xfd, 0x1f, index];
const get = (local: number): number[] => [op.get, local];
const set = (local: number): number[] => [op.set, local];
const constant = (value: number): number[] => [op.i32Const, value];
const times = (count: number, each: (index: number) => readonly number[]): number[] =>
  Array.from({ length: count }, (_, index) => each(index)).flat();
const advance = (local: number, value: readonly number[]): number[] => [
  ...get(local),
  ...value,
  op.i32Add,
  ...set(local),
];

/** The parameters, which move on as the work does. */
const [W, X, BIAS, Y, ROWS, COLUMNS, X_STRIDE, Y_STRIDE] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** One function: its locals and its code, for one or two inputs. */
function functionBody(inputs: 1 | 2): number[] {
  const parameters = inputs === 1 ? 6 : 8;
  const rowBytes = parameters;
  const xEnd = parameters + 1;
  const x = (input: number): number => parameters + 2 + input;
  const row = (index: number): number => parameters + 2 + inputs + index;
  const firstVector = parameters + 2 + inputs + ROW_STEP;
  const weight = firstVector;
  const taken = (input: number): number => firstVector + 1 + input;
  const sum = (index: number, input: number): number => firstVector + 1 + inputs + index * inputs + input;
  const vectors = 1 + inputs + ROW_STEP * inputs;

  const vectorStep = (offset: number): number[] => [
    ...times(inputs, (input) => [...get(x(input)), ...load(offset), ...set(taken(input))]),
    ...times(ROW_STEP, (index) => [
      ...code(...get(row(index)), ...load(offset), ...set(weight)),
      ...times(inputs, (input) => [
        ...code(...get(sum(index, input)), ...get(weight), ...get(taken(input))),
        ...code(...op.f32x4Mul, ...op.f32x4Add, ...set(sum(index, input))),
      ]),
    ]),
  ];
  const columnLoop = [
    ...op.loop,
    ...vectorStep(0),
    ...vectorStep(VECTOR_BYTES),
    ...times(ROW_STEP, (index) => advance(row(index), constant(2 * VECTOR_BYTES))),
    ...times(inputs, (input) => advance(x(input), constant(2 * VECTOR_BYTES))),
    ...code(...get(x(0)), ...get(xEnd), op.i32LtU, op.brIf, 0, op.end),
  ];
  const total = (vector: number): number[] => [
    ...code(...get(vector), ...lane(0), ...get(vector), ...lane(1), op.f32Add),
    ...code(...get(vector), ...lane(2), ...get(vector), ...lane(3), op.f32Add, op.f32Add),
  ];
  const store = times(ROW_STEP, (index) => [
    ...times(inputs, (input) => [
      ...(input === 0 ? get(Y) : [...get(Y), ...get(Y_STRIDE), op.i32Add]),
      ...code(...get(BIAS), ...op.f32Load, ...total(sum(index, input)), op.f32Add, ...op.f32Store),
    ]),
    ...advance(Y, constant(4)),
    ...advance(BIAS, constant(4)),
  ]);
  return [
    ...code(2, 2 + inputs + ROW_STEP, I32, vectors, V128),
    ...code(...get(COLUMNS), ...constant(2), op.i32Shl, op.tee, rowBytes, ...get(X), op.i32Add, ...set(xEnd)),
    ...code(...op.block, ...op.loop),
    ...code(...get(ROWS), op.i32Eqz, op.brIf, 1),
    ...times(inputs, (input) => [
      ...(input === 0 ? get(X) : [...get(X), ...get(X_STRIDE), op.i32Add]),
      ...set(x(input)),
    ]),
    ...times(ROW_STEP, (index) => [
      ...(index === 0 ? get(W) : [...get(row(index - 1)), ...get(rowBytes), op.i32Add]),
      ...set(row(index)),
      ...times(inputs, (input) => [...op.v128Const0, ...set(sum(index, input))]),
    ]),
    ...columnLoop,
    ...store,
    // Having gone through its columns, the last row's pointer is at the first row of the next ones.
    ...code(...get(row(ROW_STEP - 1)), ...set(W)),
    ...code(...get(ROWS), ...constant(ROW_STEP), op.i32Sub, ...set(ROWS), op.br, 0),
    ...code(op.end, op.end, op.end),
  ];
}

function moduleBytes(pages: number): Uint8Array<ArrayBuffer> {
  const vector = (items: readonly (readonly number[])[]): number[] => [items.length, ...items.flat()];
  const name = (text: string): number[] => [text.length, ...Buffer.from(text)];
  const sized = (content: readonly number[]): number[] => [...unsigned(content.length), ...content];
  const type = (parameters: number): number[] => [
    0x60,
    ...vector(times(parameters, () => [I32]).map((each) => [each])),
    0,
  ];
  return Uint8Array.from([
    ...code(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
    ...code(1, ...sized(vector([type(6), type(8)]))),
    ...code(3, ...sized(vector([[0], [1]]))),
    ...code(5, ...sized(vector([[0, ...unsigned(pages)]]))),
    ...code(
      7,
      ...sized(
        vector([
          [...name('memory'), 2, 0],
          [...name('dense'), 0, 0],
          [...name('densePair'), 0, 1],
        ]),
      ),
    ),
    ...code(10, ...sized(vector([sized(functionBody(1)), sized(functionBody(2))]))),
  ]);
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}
