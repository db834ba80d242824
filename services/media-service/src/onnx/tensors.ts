/** One tensor of float32 as a model file holds it, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
/** The wire types are those of Protocol Buffers; the numbers of messages and fields are those of onnx.proto3. */
const MODEL = { graph: 7 };
const GRAPH = { node: 1, initializer: 5 };
const NODE = { attribute: 5 };
const ATTRIBUTE = { tensor: 5, graph: 6 };
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9 };
const FLOAT = 1;

/** The tensors of one graph by their names. */
export type TensorsOfGraph = ReadonlyMap<string, Tensor>;

/**
 * The named float32 tensors of an ONNX file, initializers and constants, graph by graph: each branch of a model is a
 * graph of its own and may use the names of another.
 *
 * @throws RangeError when the bytes are no Protocol Buffers
 */
export function readTensors(file: Buffer): readonly TensorsOfGraph[] {
  const graphs: TensorsOfGraph[] = [];
  const inGraph = (graph: Buffer): void => {
    const tensors = new Map<string, Tensor>();
    graphs.push(tensors);
    for (const { field, bytes } of fieldsOf(graph)) {
      if (field === GRAPH.initializer) addTensor(bytes, tensors);
      if (field === GRAPH.node) inNode(bytes, tensors);
    }
  };
  const inNode = (node: Buffer, tensors: Map<string, Tensor>): void => {
    for (const attribute of fieldsOf(node)) {
      if (attribute.field !== NODE.attribute) continue;
      for (const { field, bytes } of fieldsOf(attribute.bytes)) {
        if (field === ATTRIBUTE.tensor) addTensor(bytes, tensors);
        if (field === ATTRIBUTE.graph) inGraph(bytes);
      }
    }
  };
  for (const { field, bytes } of fieldsOf(file)) if (field === MODEL.graph) inGraph(bytes);
  return graphs;
}

function addTensor(message: Buffer, tensors: Map<string, Tensor>): void {
  const shape: number[] = [];
  let name = '';
  let type = 0;
  let raw: Buffer | undefined;
  for (const { field, bytes, number } of fieldsOf(message)) {
    // Numbers that repeat may come one by one or packed.
    if (field === TENSOR.dims) shape.push(...(bytes.length === 0 ? [number] : packed(bytes)));
    if (field === TENSOR.dataType) type = number;
    if (field === TENSOR.name) name = bytes.toString('utf8');
    if (field === TENSOR.rawData) raw = bytes;
  }
  if (name === '' || type !== FLOAT || raw === undefined) return;
  // A copy, because the bytes in the file are not aligned.
  tensors.set(name, { shape, data: new Float32Array(Uint8Array.from(raw).buffer) });
}

interface Field {
  readonly field: number;
  /** Of wire type BYTES, else empty. */
  readonly bytes: Buffer;
  /** Of wire type VARINT, else 0. */
  readonly number: number;
}

const NOTHING = Buffer.alloc(0);

function* fieldsOf(message: Buffer): Generator<Field> {
  for (let at = 0; at < message.length;) {
    const key = varint(message, at);
    const [field, wire] = [Math.floor(key.value / 8), key.value % 8];
    const value = wire === VARINT || wire === BYTES ? varint(message, key.end) : { value: 0, end: key.end };
    const size = wire === BYTES ? value.value : wire === FIXED64 ? 8 : wire === FIXED32 ? 4 : 0;
    at = value.end + size;
    if ((wire > BYTES && wire !== FIXED32) || at > message.length) throw new RangeError('The file is no ONNX model');
    yield {
      field,
      bytes: wire === BYTES ? message.subarray(value.end, at) : NOTHING,
      number: wire === VARINT ? value.value : 0,
    };
  }
}

function packed(bytes: Buffer): number[] {
  const values: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const { value, end } = varint(bytes, at);
    values.push(value);
    at = end;
  }
  return values;
}

/** Exact up to 2^53; a negative number, of ten bytes, comes out wrong, and none is used here. */
function varint(bytes: Buffer, from: number): { value: number; end: number } {
  let value = 0;
  let scale = 1;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: at + 1 };
    scale *= 128;
  }
  throw new RangeError('The file is no ONNX model');
}
