import type { ModelValue, OnnxModel } from '../onnx/session.js';
import { Fft } from './fft.js';
import { BINS_16K, FRAME_16K, HOP_16K, rootHann } from './frames.js';
import type { Spectrum, SpeechEstimator } from './speech-estimator.js';

const BLOCK = 512;
const SHIFT = 128;
const STATE = { shape: [1, 2, 128, 2], length: 512 };

export const DTLN_FIRST_INPUTS: readonly string[] = ['input_2', 'input_3'];
export const DTLN_FIRST_OUTPUTS: readonly string[] = ['activation_2', 'tf_op_layer_stack_2'];
export const DTLN_SECOND_INPUTS: readonly string[] = ['input_4', 'input_5'];
export const DTLN_SECOND_OUTPUTS: readonly string[] = ['conv1d_3', 'tf_op_layer_stack_5'];

/**
 * The two models of DTLN (Westhausen and Meyer, Interspeech 2020). The first masks the magnitudes of a block of 512
 * samples, the second works on the masked samples; blocks are 128 samples apart and their outputs are added up.
 * The frames that come in are turned back into samples for it, and the speech that comes out into frames again.
 */
export class Dtln implements SpeechEstimator {
  readonly name = 'dtln';
  /**
   * After frame f the mix is whole up to sample 256 f. The speech is whole 384 samples before that, because three more
   * blocks add to it, and a frame reaches 256 samples past its middle: that is frame f − 2.5.
   */
  readonly delayFrames = 3;
  readonly needsVoice = false;
  readonly #first: OnnxModel;
  readonly #second: OnnxModel;
  readonly #fft = new Fft(FRAME_16K);
  readonly #window = rootHann(FRAME_16K);
  readonly #re = new Float64Array(FRAME_16K);
  readonly #im = new Float64Array(FRAME_16K);
  readonly #magnitudes = new Float32Array(BINS_16K);
  readonly #masked = new Float32Array(BLOCK);
  /** Second half of the last frame of the mix, which the next one completes. */
  readonly #overlap = new Float64Array(HOP_16K);
  /** The last 512 samples of the mix. */
  readonly #block = new Float64Array(BLOCK);
  /** What the blocks so far add up to, from 512 samples before the end of the mix on. */
  readonly #sum = new Float64Array(BLOCK);
  /** The speech that is whole, up to 384 samples before the end of the mix. */
  readonly #speech = new Float64Array(FRAME_16K + 2 * HOP_16K);
  #firstState = emptyState();
  #secondState = emptyState();

  constructor(first: OnnxModel, second: OnnxModel) {
    this.#first = first;
    this.#second = second;
  }

  async push(mix: Spectrum): Promise<Float64Array> {
    const samples = this.#samplesOf(mix);
    for (let start = 0; start < HOP_16K; start += SHIFT) await this.#step(samples.subarray(start, start + SHIFT));
    return this.#magnitudesOfSpeech();
  }

  reset(): void {
    for (const memory of [this.#overlap, this.#block, this.#sum, this.#speech]) memory.fill(0);
    this.#firstState = emptyState();
    this.#secondState = emptyState();
  }

  async close(): Promise<void> {
    await Promise.all([this.#first.close(), this.#second.close()]);
  }

  /** @returns the 256 samples that this frame completes */
  #samplesOf(mix: Spectrum): Float64Array {
    const [re, im] = [this.#re, this.#im];
    re.set(mix.re);
    im.set(mix.im);
    this.#mirror();
    this.#fft.inverse(re, im);
    const samples = new Float64Array(HOP_16K);
    for (let n = 0; n < HOP_16K; n++) {
      samples[n] = this.#overlap[n]! + (re[n]! * this.#window[n]!) / FRAME_16K;
      this.#overlap[n] = (re[HOP_16K + n]! * this.#window[HOP_16K + n]!) / FRAME_16K;
    }
    return samples;
  }

  async #step(samples: Float64Array): Promise<void> {
    const [re, im, block] = [this.#re, this.#im, this.#block];
    block.copyWithin(0, SHIFT);
    block.set(samples, BLOCK - SHIFT);
    re.set(block);
    im.fill(0);
    this.#fft.forward(re, im);
    for (let k = 0; k < BINS_16K; k++) this.#magnitudes[k] = Math.hypot(re[k]!, im[k]!);
    const first = await this.#first.run({
      input_2: { data: this.#magnitudes, shape: [1, 1, BINS_16K] },
      input_3: this.#firstState,
    });
    this.#firstState = first['tf_op_layer_stack_2']!;
    const mask = first['activation_2']!.data;
    for (let k = 0; k < BINS_16K; k++) {
      re[k]! *= Number(mask[k]);
      im[k]! *= Number(mask[k]);
    }
    this.#mirror();
    this.#fft.inverse(re, im);
    for (let n = 0; n < BLOCK; n++) this.#masked[n] = re[n]! / BLOCK;
    const second = await this.#second.run({
      input_4: { data: this.#masked, shape: [1, 1, BLOCK] },
      input_5: this.#secondState,
    });
    this.#secondState = second['tf_op_layer_stack_5']!;
    this.#addUp(second['conv1d_3']!.data);
  }

  #addUp(output: ModelValue['data']): void {
    const [sum, speech] = [this.#sum, this.#speech];
    sum.copyWithin(0, SHIFT);
    sum.fill(0, BLOCK - SHIFT);
    for (let n = 0; n < BLOCK; n++) sum[n]! += Number(output[n]);
    speech.copyWithin(0, SHIFT);
    speech.set(sum.subarray(0, SHIFT), speech.length - SHIFT);
  }

  /** Of the frame three before the last: its first sample is 256 · 4 before the end of the mix, 640 before the speech's. */
  #magnitudesOfSpeech(): Float64Array {
    const [re, im] = [this.#re, this.#im];
    const first = this.#speech.length - 640;
    for (let n = 0; n < FRAME_16K; n++) re[n] = this.#speech[first + n]! * this.#window[n]!;
    im.fill(0);
    this.#fft.forward(re, im);
    return Float64Array.from({ length: BINS_16K }, (_, k) => Math.hypot(re[k]!, im[k]!));
  }

  /** Fills the upper half of the spectrum, as that of a real sequence. */
  #mirror(): void {
    for (let k = BINS_16K; k < FRAME_16K; k++) {
      this.#re[k] = this.#re[FRAME_16K - k]!;
      this.#im[k] = -this.#im[FRAME_16K - k]!;
    }
  }
}

function emptyState(): ModelValue {
  return { data: new Float32Array(STATE.length), shape: STATE.shape };
}
