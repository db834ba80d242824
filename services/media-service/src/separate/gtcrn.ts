import type { ModelValue, OnnxModel } from '../onnx/session.js';
import { BINS_16K } from './frames.js';
import type { Spectrum, SpeechEstimator } from './speech-estimator.js';

/** The recurrent inputs, each with the output that follows it. */
const CACHES = {
  conv_cache: [2, 1, 16, 16, 33],
  tra_cache: [2, 3, 1, 1, 16],
  inter_cache: [2, 1, 33, 16],
} as const;

export const GTCRN_INPUTS: readonly string[] = ['mix', ...Object.keys(CACHES)];
export const GTCRN_OUTPUTS: readonly string[] = ['enh', ...Object.keys(CACHES).map((name) => `${name}_out`)];

/** A model with the graph of streaming GTCRN (Rong et al., ICASSP 2024): one complex spectrum in, the speech's out. */
export class Gtcrn implements SpeechEstimator {
  readonly name = 'gtcrn';
  readonly delayFrames = 0;
  readonly needsVoice = false;
  readonly #model: OnnxModel;
  /** Real and imaginary part of one bin lie side by side. */
  readonly #mix = new Float32Array(2 * BINS_16K);
  #caches = emptyCaches();

  constructor(model: OnnxModel) {
    this.#model = model;
  }

  async push({ re, im }: Spectrum): Promise<Float64Array> {
    for (let k = 0; k < BINS_16K; k++) {
      this.#mix[2 * k] = re[k]!;
      this.#mix[2 * k + 1] = im[k]!;
    }
    const mix = { data: this.#mix, shape: [1, BINS_16K, 1, 2] };
    const outputs = await this.#model.run({ ...this.#caches, mix });
    const { data } = outputs['enh']!;
    this.#caches = Object.fromEntries(Object.keys(CACHES).map((name) => [name, outputs[`${name}_out`]!]));
    return Float64Array.from({ length: BINS_16K }, (_, k) => Math.hypot(Number(data[2 * k]), Number(data[2 * k + 1])));
  }

  reset(): void {
    this.#caches = emptyCaches();
  }

  close(): Promise<void> {
    return this.#model.close();
  }
}

function emptyCaches(): Record<string, ModelValue> {
  return Object.fromEntries(
    Object.entries(CACHES).map(([name, shape]) => {
      const length = shape.reduce((product: number, size) => product * size, 1);
      return [name, { data: new Float32Array(length), shape }];
    }),
  );
}
