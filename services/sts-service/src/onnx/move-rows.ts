import { Tensor } from './tensors.js';

type RowData = Float32Array | Uint16Array | BigInt64Array;

/**
 * A tensor whose row `i` (along its first axis) is the given one's row `parents[i]`. With as many
 * rows as before it is the same tensor, changed in place, and only rows that move are copied: the
 * memory is ours, since the runtime hands every output over in a buffer of its own.
 */
export function moveRows(tensor: Tensor, parents: readonly number[]): Tensor {
  const rows = tensor.dims[0] ?? 0;
  if (parents.length !== rows) return copyRows(tensor, parents);
  const data = rowData(tensor);
  permuteInPlace(data, data.length / rows, parents);
  return tensor;
}

/** The same as a new tensor; the given one stays as it is. */
export function copyRows(tensor: Tensor, parents: readonly number[]): Tensor {
  const rows = tensor.dims[0] ?? 0;
  const data = rowData(tensor);
  const size = rows === 0 ? 0 : data.length / rows;
  const copy = emptyLike(data, parents.length * size);
  for (const [row, parent] of parents.entries()) {
    put(copy, data.subarray(parent * size, (parent + 1) * size), row * size);
  }
  return new Tensor(tensor.type, copy, [parents.length, ...tensor.dims.slice(1)]);
}

/** One row as a tensor; the memory is shared. */
export function rowOf(tensor: Tensor, row: number): Tensor {
  const data = rowData(tensor);
  const size = data.length / (tensor.dims[0] ?? 1);
  return new Tensor(tensor.type, data.subarray(row * size, (row + 1) * size), [1, ...tensor.dims.slice(1)]);
}

function rowData(tensor: Tensor): RowData {
  const data = tensor.data;
  if (data instanceof Float32Array || data instanceof Uint16Array || data instanceof BigInt64Array) return data;
  throw new TypeError(`rows of ${tensor.type} cannot be moved`);
}

function emptyLike(data: RowData, length: number): RowData {
  if (data instanceof Float32Array) return new Float32Array(length);
  return data instanceof Uint16Array ? new Uint16Array(length) : new BigInt64Array(length);
}

function put(data: RowData, values: RowData, at: number): void {
  // Both are of one kind, which the type of `set` cannot say.
  (data as { set(values: RowData, at: number): void }).set(values, at);
}

/** Where a row comes from that was put aside. */
const aside = -1;

/**
 * A row may be overwritten once no other row that is still to be made needs it. When all are needed
 * they go round in rings: one of them is put aside, which opens its ring.
 */
function permuteInPlace(data: RowData, size: number, parents: readonly number[]): void {
  const from = [...parents];
  const waiting = new Set(from.keys());
  for (const [row, parent] of from.entries()) if (row === parent) waiting.delete(row);
  let putAside: RowData | undefined;
  while (waiting.size > 0) {
    const rows = [...waiting];
    const free = rows.find((row) => !rows.some((other) => from[other] === row));
    if (free === undefined) {
      const row = rows[0] ?? 0;
      putAside = data.slice(row * size, (row + 1) * size);
      for (const other of rows) if (from[other] === row) from[other] = aside;
      continue;
    }
    const parent = from[free] ?? free;
    if (parent === aside && putAside !== undefined) put(data, putAside, free * size);
    else data.copyWithin(free * size, parent * size, (parent + 1) * size);
    waiting.delete(free);
  }
}
