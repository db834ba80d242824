import { Tensor } from 'onnxruntime-node';

export { Tensor };

/** Inputs or outputs of a graph by name. */
export type Tensors = Record<string, Tensor>;

export function floatTensor(data: Float32Array, dims: readonly number[]): Tensor {
  return new Tensor('float32', data, dims);
}

/** Token numbers and the like: graphs want 64 bits. */
export function longTensor(values: ArrayLike<number>, dims: readonly number[]): Tensor {
  const data = new BigInt64Array(values.length);
  for (let i = 0; i < values.length; i += 1) data[i] = BigInt(values[i] ?? 0);
  return new Tensor('int64', data, dims);
}

export function onesTensor(dims: readonly number[]): Tensor {
  return new Tensor('int64', new BigInt64Array(elementsOf(dims)).fill(1n), dims);
}

export function flagTensor(value: boolean): Tensor {
  return new Tensor('bool', Uint8Array.of(value ? 1 : 0), [1]);
}

/** A tensor without elements: what a cache is before the first step. Half precision stays so. */
export function emptyTensor(type: Tensor.Type, dims: readonly number[]): Tensor {
  return type === 'float16' ? new Tensor(type, new Uint16Array(0), dims) : floatTensor(new Float32Array(0), dims);
}

export function elementsOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/**
 * The numbers of a floating-point tensor in single precision: its own memory where it is of that
 * precision already, so whoever changes them changes the tensor.
 */
export function floatsOf(tensor: Tensor): Float32Array {
  const { data } = tensor;
  if (data instanceof Float32Array) return data;
  if (tensor.type !== 'float16' || !(data instanceof Uint16Array)) {
    throw new TypeError(`a tensor of ${tensor.type} has no floating-point numbers`);
  }
  const floats = new Float32Array(data.length);
  for (let i = 0; i < data.length; i += 1) floats[i] = halfToSingle(data[i] ?? 0);
  return floats;
}

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction. */
function halfToSingle(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
