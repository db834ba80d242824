import { loadStretchModule, type StretchModule } from './stretch-module.js';

/** Changes how long speech lasts and not its pitch. */
export class Stretcher {
  readonly #module: StretchModule;

  private constructor(module: StretchModule) {
    this.#module = module;
  }

  static async load(): Promise<Stretcher> {
    return new Stretcher(await loadStretchModule());
  }

  /**
   * The mono samples played `speedFactor` times faster, to exactly
   * `round(samples.length / speedFactor)` samples. A factor of 1 returns the samples themselves.
   */
  stretch(samples: Float32Array, sampleRateHz: number, speedFactor: number): Float32Array {
    const outputLength = Math.round(samples.length / speedFactor);
    if (outputLength === samples.length) return samples;
    const module = this.#module;
    module._presetDefault(1, sampleRateHz);
    module._reset();
    const inputLatency = module._inputLatency();
    const outputLatency = module._outputLatency();
    // The first `inputLatency` samples are given before the clock starts, and what comes out in
    // the first `outputLatency` belongs before it: the two together make start meet start.
    const processed = outputLength + outputLatency;
    const taken = Math.round(processed * speedFactor);
    const length = Math.max(inputLatency, taken, processed);
    const address = module._setBuffers(1, length);
    // Views are made anew after each call, because the module may have moved its memory.
    this.#fill(address, length, samples.subarray(0, inputLatency));
    module._seek(inputLatency, speedFactor);
    this.#fill(address, length, samples.subarray(inputLatency, inputLatency + taken));
    module._process(taken, processed);
    const outputAddress = address + length * Float32Array.BYTES_PER_ELEMENT;
    const output = new Float32Array(module.HEAP8.buffer, outputAddress, processed);
    return output.slice(outputLatency);
  }

  #fill(address: number, length: number, samples: Float32Array): void {
    const memory = new Float32Array(this.#module.HEAP8.buffer, address, length);
    memory.fill(0);
    memory.set(samples);
  }
}
