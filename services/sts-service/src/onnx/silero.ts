import { Tensor, type InferenceSession } from 'onnxruntime-node';

/** Samples of one frame at 16 kHz: 32 ms. The model takes no other length. */
const sileroFrameSamples = 512;

/** Samples of the frame before that the model wants to see again in front of each frame. */
const contextSamples = 64;
const stateShape = [2, 1, 128] as const;
const fullScale = 32_768;

/**
 * Silero VAD over one piece of sound. The model has no memory of its own: its state and the last
 * samples are carried from frame to frame here, so an instance belongs to one piece of sound.
 */
export class SileroVad {
  readonly frameSamples = sileroFrameSamples;
  readonly #session: InferenceSession;
  readonly #sampleRate = new Tensor('int64', [16_000n]);
  readonly #input = new Float32Array(contextSamples + sileroFrameSamples);
  #state = new Tensor('float32', new Float32Array(2 * 128), stateShape);

  constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** The probability of speech in the next frame, 0 to 1. A frame that is short is padded with silence. */
  async probability(samples: Int16Array): Promise<number> {
    this.#input.copyWithin(0, sileroFrameSamples);
    this.#input.fill(0, contextSamples);
    for (let i = 0; i < Math.min(samples.length, sileroFrameSamples); i += 1) {
      this.#input[contextSamples + i] = (samples[i] ?? 0) / fullScale;
    }
    const outputs = await this.#session.run({
      input: new Tensor('float32', this.#input, [1, this.#input.length]),
      state: this.#state,
      sr: this.#sampleRate,
    });
    const { output, stateN } = outputs;
    if (!(output?.data instanceof Float32Array) || !(stateN?.data instanceof Float32Array)) {
      throw new TypeError('the voice activity model has other outputs than Silero VAD');
    }
    this.#state = new Tensor('float32', stateN.data, stateShape);
    return output.data[0] ?? 0;
  }
}
