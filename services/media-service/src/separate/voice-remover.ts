import { BedGains } from './bed-gains.js';
import { Fft } from './fft.js';
import { BINS_16K, FRAME_48K, HOP_48K, rootHann, TO_MODEL } from './frames.js';
import type { Spectrum, SpeechEstimator } from './speech-estimator.js';
import { StereoFrame } from './stereo-frame.js';

/**
 * Takes the voice out of 48 kHz stereo, in a stream. What comes out has the place of what went in, sample for sample;
 * it only comes later: by a frame (32 ms) and by as many hops (16 ms) as the estimator is late.
 */
export class VoiceRemover {
  readonly #estimator: SpeechEstimator;
  readonly #fft = new Fft(FRAME_48K);
  readonly #window = rootHann(FRAME_48K);
  readonly #mix = emptySpectrum();
  readonly #voice = emptySpectrum();
  /** Frames that wait for their estimate, the oldest first, and those that are free again. */
  readonly #waiting: StereoFrame[] = [];
  readonly #free: StereoFrame[] = [];
  readonly #overlap = new Float64Array(2 * HOP_48K);
  #gains = new BedGains();
  /** Input from where the next frame begins; the first frame begins a hop before the sound. */
  #input = new Int16Array(2 * HOP_48K);
  /** The source's track of the voice beside it, where the estimator asks for that; else empty. */
  #voiceInput: Int16Array;
  #taken = 0;
  #given = 0;
  /** Frames whose output is no sound: that of the first lies before it. */
  #toDrop = 1;

  constructor(estimator: SpeechEstimator) {
    this.#estimator = estimator;
    this.#voiceInput = this.#emptyVoice();
  }

  /**
   * @param samples interleaved stereo
   * @param voice the source's track of the voice, equally long, for an estimator that needs it
   * @returns what this makes certain, in pieces of 768 frames, maybe none
   */
  async push(samples: Int16Array, voice?: Int16Array): Promise<Int16Array[]> {
    this.#taken += samples.length;
    return this.#run(samples, voice);
  }

  /** What is left up to the end of what was pushed, as if silence followed; then it starts afresh. */
  async flush(): Promise<Int16Array[]> {
    const pieces: Int16Array[] = [];
    while (this.#given < this.#taken) {
      const piece = await this.#run(new Int16Array(2 * HOP_48K));
      pieces.push(...piece);
    }
    const last = pieces.pop();
    if (last !== undefined) pieces.push(last.subarray(0, last.length - (this.#given - this.#taken)));
    this.reset();
    return pieces;
  }

  /** Forgets the past, because the source jumped. */
  reset(): void {
    this.#estimator.reset();
    this.#free.push(...this.#waiting.splice(0));
    this.#overlap.fill(0);
    this.#gains = new BedGains();
    this.#input = new Int16Array(2 * HOP_48K);
    this.#voiceInput = this.#emptyVoice();
    this.#taken = 0;
    this.#given = 0;
    this.#toDrop = 1;
  }

  #emptyVoice(): Int16Array {
    return new Int16Array(this.#estimator.needsVoice ? 2 * HOP_48K : 0);
  }

  async #run(samples: Int16Array, voice?: Int16Array): Promise<Int16Array[]> {
    const input = joined(this.#input, samples);
    const { needsVoice } = this.#estimator;
    const voiceInput = needsVoice
      ? joined(this.#voiceInput, voice ?? new Int16Array(samples.length))
      : this.#voiceInput;
    const pieces: Int16Array[] = [];
    let at = 0;
    for (; at + 2 * FRAME_48K <= input.length; at += 2 * HOP_48K) {
      const end = at + 2 * FRAME_48K;
      const piece = await this.#frame(input.subarray(at, end), needsVoice ? voiceInput.subarray(at, end) : undefined);
      if (piece !== undefined) pieces.push(piece);
    }
    this.#input = input.slice(at);
    this.#voiceInput = voiceInput.slice(at);
    return pieces;
  }

  async #frame(samples: Int16Array, voice: Int16Array | undefined): Promise<Int16Array | undefined> {
    const frame = this.#analysed(samples);
    this.#waiting.push(frame);
    toModel(frame, this.#mix);
    if (voice !== undefined) {
      const voiceFrame = this.#analysed(voice);
      toModel(voiceFrame, this.#voice);
      this.#free.push(voiceFrame);
    }
    const speech = await this.#estimator.push(this.#mix, this.#voice);
    if (this.#waiting.length <= this.#estimator.delayFrames) return undefined;
    const ready = this.#waiting.shift()!;
    this.#gains.update(ready, speech);
    this.#suppress(ready);
    this.#free.push(ready);
    return this.#overlapped(ready);
  }

  #analysed(samples: Int16Array): StereoFrame {
    const frame = this.#free.pop() ?? new StereoFrame();
    for (let n = 0; n < FRAME_48K; n++) {
      frame.re[n] = samples[2 * n]! * this.#window[n]!;
      frame.im[n] = samples[2 * n + 1]! * this.#window[n]!;
    }
    this.#fft.forward(frame.re, frame.im);
    frame.analyse();
    return frame;
  }

  /** The voice is taken to stand at one place between the channels: its part of the side is `pan` times its middle. */
  #suppress(frame: StereoFrame): void {
    const { mid, side } = frame;
    const { gains, pan } = this.#gains;
    for (let k = 0; k < gains.length; k++) {
      const taken = 1 - gains[k]!;
      side.re[k]! -= pan * taken * mid.re[k]!;
      side.im[k]! -= pan * taken * mid.im[k]!;
      mid.re[k]! *= gains[k]!;
      mid.im[k]! *= gains[k]!;
    }
    frame.combine();
    this.#fft.inverse(frame.re, frame.im);
  }

  #overlapped({ re, im }: StereoFrame): Int16Array | undefined {
    const [overlap, window] = [this.#overlap, this.#window];
    const piece = new Int16Array(2 * HOP_48K);
    for (let n = 0; n < HOP_48K; n++) {
      piece[2 * n] = toInt16(overlap[2 * n]! + (re[n]! * window[n]!) / FRAME_48K);
      piece[2 * n + 1] = toInt16(overlap[2 * n + 1]! + (im[n]! * window[n]!) / FRAME_48K);
      overlap[2 * n] = (re[HOP_48K + n]! * window[HOP_48K + n]!) / FRAME_48K;
      overlap[2 * n + 1] = (im[HOP_48K + n]! * window[HOP_48K + n]!) / FRAME_48K;
    }
    if (this.#toDrop > 0) {
      this.#toDrop--;
      return undefined;
    }
    this.#given += piece.length;
    return piece;
  }
}

function emptySpectrum(): Spectrum {
  return { re: new Float64Array(BINS_16K), im: new Float64Array(BINS_16K) };
}

function toModel({ mid }: StereoFrame, spectrum: Spectrum): void {
  for (let k = 0; k < BINS_16K; k++) {
    spectrum.re[k] = mid.re[k]! * TO_MODEL;
    spectrum.im[k] = mid.im[k]! * TO_MODEL;
  }
}

function joined(first: Int16Array, second: Int16Array): Int16Array {
  const whole = new Int16Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

function toInt16(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value)));
}
