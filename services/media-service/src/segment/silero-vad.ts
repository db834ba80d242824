import { readFile } from 'node:fs/promises';
import { readTensors } from '../onnx/tensors.js';
import { INPUT_SAMPLES, SileroNetwork } from './silero/network.js';
import { VAD_FRAME_SAMPLES, type VoiceDetector } from './vad.js';

/** The model wants the last samples of the frame before in front of each frame. */
const CONTEXT_SAMPLES = INPUT_SAMPLES - VAD_FRAME_SAMPLES;

/** Silero VAD. Its recurrent state and its context are carried here from frame to frame. */
export class SileroVad implements VoiceDetector {
  readonly name = 'silero';
  readonly #network: SileroNetwork;
  readonly #input = new Float32Array(INPUT_SAMPLES);

  private constructor(network: SileroNetwork) {
    this.#network = network;
  }

  /** @param modelPath file of the ONNX model; rejects where it is absent or is another network */
  static async load(modelPath: string): Promise<SileroVad> {
    return new SileroVad(new SileroNetwork(readTensors(await readFile(modelPath))));
  }

  probability(frame: Float32Array): Promise<number> {
    const input = this.#input;
    input.copyWithin(0, VAD_FRAME_SAMPLES);
    input.set(frame, CONTEXT_SAMPLES);
    return Promise.resolve(this.#network.step(input));
  }

  reset(): void {
    this.#input.fill(0);
    this.#network.reset();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
