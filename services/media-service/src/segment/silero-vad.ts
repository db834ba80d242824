import { loadOnnxModel, type OnnxModel } from '../onnx/session.js';
import { VAD_FRAME_SAMPLES, VAD_SAMPLE_RATE_HZ, type VoiceDetector } from './vad.js';

/** The model wants the last samples of the frame before in front of each frame. */
const CONTEXT_SAMPLES = 64;
const STATE_SHAPE = [2, 1, 128] as const;
const STATE_LENGTH = 2 * 128;

/** Silero VAD v6. Its recurrent state and its context are carried here from frame to frame. */
export class SileroVad implements VoiceDetector {
  readonly name = 'silero';
  readonly #model: OnnxModel;
  readonly #input = new Float32Array(CONTEXT_SAMPLES + VAD_FRAME_SAMPLES);
  readonly #rate = { data: BigInt64Array.of(BigInt(VAD_SAMPLE_RATE_HZ)), shape: [] };
  #state: Float32Array = new Float32Array(STATE_LENGTH);

  private constructor(model: OnnxModel) {
    this.#model = model;
  }

  /** @param modelPath file of the ONNX model; rejects where it or the runtime is absent */
  static async load(modelPath: string): Promise<SileroVad> {
    return new SileroVad(await loadOnnxModel(modelPath));
  }

  async probability(frame: Float32Array): Promise<number> {
    const input = this.#input;
    input.copyWithin(0, VAD_FRAME_SAMPLES);
    input.set(frame, CONTEXT_SAMPLES);
    const outputs = await this.#model.run({
      input: { data: input, shape: [1, input.length] },
      state: { data: this.#state, shape: STATE_SHAPE },
      sr: this.#rate,
    });
    const { output, stateN } = outputs as { output?: { data: Float32Array }; stateN?: { data: Float32Array } };
    const probability = output?.data[0];
    if (probability === undefined || stateN === undefined) throw new TypeError('The model gave no probability');
    this.#state = stateN.data;
    return probability;
  }

  reset(): void {
    this.#input.fill(0);
    this.#state = new Float32Array(STATE_LENGTH);
  }

  close(): Promise<void> {
    return this.#model.close();
  }
}
