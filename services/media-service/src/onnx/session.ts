import { InferenceSession, Tensor } from 'onnxruntime-node';

/** One tensor in or out of a model. */
export interface ModelValue {
  readonly data: Float32Array | BigInt64Array;
  readonly shape: readonly number[];
}

export interface OnnxModel {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(inputs: Readonly<Record<string, ModelValue>>): Promise<Record<string, ModelValue>>;
  close(): Promise<void>;
}

/**
 * Loads a model on the CPU with one thread. Small models run once per audio frame here, and a pool of
 * threads would cost more in waking up than it saves.
 *
 * This is the only file that knows the runtime. It rejects with whatever the runtime says.
 */
export async function loadOnnxModel(path: string): Promise<OnnxModel> {
  const session = await InferenceSession.create(path, {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    async run(inputs) {
      const feeds: Record<string, Tensor> = {};
      for (const [name, value] of Object.entries(inputs)) feeds[name] = toTensor(value);
      const results = await session.run(feeds);
      const outputs: Record<string, ModelValue> = {};
      for (const [name, tensor] of Object.entries(results)) {
        outputs[name] = { data: tensor.data as ModelValue['data'], shape: tensor.dims };
      }
      return outputs;
    },
    close: () => session.release(),
  };
}

function toTensor({ data, shape }: ModelValue): Tensor {
  return data instanceof Float32Array ? new Tensor('float32', data, shape) : new Tensor('int64', data, shape);
}
