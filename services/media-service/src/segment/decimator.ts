import { int16View } from '@dubbing/common';
import { designLowPass } from '../media/low-pass.js';

const FACTOR = 3;
/** Odd, so the delay is a whole number of samples: 48 at 48 kHz, which is 16 at 16 kHz. */
const TAPS = 97;
const HALF = (TAPS - 1) / 2;

/**
 * 48 kHz stereo to 16 kHz mono, in a stream. Both channels are averaged, then low-passed (flat to 6.4 kHz,
 * 60 dB down from 8.3 kHz) and every third sample is kept. The filter's delay is compensated: output sample m
 * lies at the time of input sample 3 m, it only comes out 1 ms later.
 */
export class Decimator {
  readonly #taps = designLowPass({ taps: TAPS, cutoffHz: 7350, sampleRateHz: 48_000, stopBandDb: 60 });
  #history = new Float32Array(HALF + 48_000);
  #filled = HALF;
  #inputCount = 0;
  #outputCount = 0;

  /** @param pcm s16le stereo, whole frames */
  push(pcm: Buffer): Int16Array {
    const samples = int16View(pcm);
    const frames = Math.floor(samples.length / 2);
    this.#reserve(frames);
    const history = this.#history;
    let filled = this.#filled;
    for (let i = 0; i < frames; i++) {
      history[filled++] = (samples[2 * i]! + samples[2 * i + 1]!) / 2;
    }
    this.#filled = filled;
    this.#inputCount += frames;
    return this.#drain(Math.max(0, this.#inputCount - HALF));
  }

  /** The samples still inside the filter, as if silence followed. The decimator then starts afresh. */
  flush(): Int16Array {
    this.#reserve(HALF);
    this.#history.fill(0, this.#filled, this.#filled + HALF);
    this.#filled += HALF;
    const tail = this.#drain(this.#inputCount);
    this.#history.fill(0, 0, HALF);
    this.#filled = HALF;
    this.#inputCount = 0;
    this.#outputCount = 0;
    return tail;
  }

  /** Computes every output whose input sample lies before `inputEnd`; all it needs is in the history. */
  #drain(inputEnd: number): Int16Array {
    const outputs = Math.max(0, Math.ceil(inputEnd / FACTOR) - this.#outputCount);
    const result = new Int16Array(outputs);
    const taps = this.#taps;
    const history = this.#history;
    for (let m = 0; m < outputs; m++) {
      const first = m * FACTOR;
      const last = first + TAPS - 1;
      let sum = taps[HALF]! * history[first + HALF]!;
      for (let k = 0; k < HALF; k++) sum += taps[k]! * (history[first + k]! + history[last - k]!);
      result[m] = Math.max(-32768, Math.min(32767, Math.round(sum)));
    }
    const used = outputs * FACTOR;
    history.copyWithin(0, used, this.#filled);
    this.#filled -= used;
    this.#outputCount += outputs;
    return result;
  }

  #reserve(frames: number): void {
    if (this.#filled + frames <= this.#history.length) return;
    const larger = new Float32Array(this.#filled + frames + HALF);
    larger.set(this.#history.subarray(0, this.#filled));
    this.#history = larger;
  }
}
