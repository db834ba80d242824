import { int16View } from '@dubbing/common';
import { designLowPass } from '../media/low-pass.js';
import { COLUMN_STEP, createDenseKernel, ROW_STEP } from './dense-kernel.js';

const FACTOR = 3;
/** Odd, so the delay is a whole number of samples: 48 at 48 kHz, which is 16 at 16 kHz. */
const TAPS = 97;
const HALF = (TAPS - 1) / 2;
/** Outputs that are computed together, and the inputs that they take. */
const GROUP = ROW_STEP;
const WINDOW = Math.ceil((TAPS + (GROUP - 1) * FACTOR) / COLUMN_STEP) * COLUMN_STEP;
/** Frames that are taken in at a time. */
const MOST_FRAMES = 4800;

/** What lies where in the kernel's memory, in floats. */
const WEIGHTS = 0;
const BIAS = WEIGHTS + GROUP * WINDOW;
const OUTPUTS = BIAS + GROUP;
const HISTORY = OUTPUTS + GROUP;
const FLOATS = HISTORY + WINDOW + MOST_FRAMES + WINDOW;

/**
 * 48 kHz stereo to 16 kHz mono, in a stream. Both channels are averaged, then low-passed (flat to 6.4 kHz,
 * 60 dB down from 8.3 kHz) and every third sample is kept. The filter's delay is compensated: output sample m
 * lies at the time of input sample 3 m, it only comes out 1 ms later.
 *
 * Outputs are computed in groups that are counted from the first one, so that each is the same sum in the same order
 * however the input is cut; those of a group whose input is still to come are computed again.
 */
export class Decimator {
  readonly #kernel = createDenseKernel(FLOATS);
  /** How much of the history there is. It starts `HALF` before the input of the first output of the group that is next. */
  #filled = HALF;
  #inputCount = 0;
  #outputCount = 0;

  constructor() {
    const taps = designLowPass({ taps: TAPS, cutoffHz: 7350, sampleRateHz: 48_000, stopBandDb: 60 });
    for (let row = 0; row < GROUP; row++) this.#kernel.memory.set(taps, WEIGHTS + row * WINDOW + row * FACTOR);
  }

  /** @param pcm s16le stereo, whole frames */
  push(pcm: Buffer): Int16Array {
    const samples = int16View(pcm);
    const frames = Math.floor(samples.length / 2);
    const inputEnd = Math.max(0, this.#inputCount + frames - HALF);
    const result = new Int16Array(Math.max(0, Math.ceil(inputEnd / FACTOR) - this.#outputCount));
    let given = 0;
    for (let from = 0; from < frames; from += MOST_FRAMES) {
      this.#take(samples.subarray(2 * from, 2 * Math.min(frames, from + MOST_FRAMES)));
      given += this.#drain(Math.max(0, this.#inputCount - HALF), result.subarray(given));
    }
    return result;
  }

  /** The samples still inside the filter, as if silence followed. The decimator then starts afresh. */
  flush(): Int16Array {
    const { memory } = this.#kernel;
    memory.fill(0, HISTORY + this.#filled, HISTORY + this.#filled + HALF);
    this.#filled += HALF;
    const tail = new Int16Array(Math.ceil(this.#inputCount / FACTOR) - this.#outputCount);
    this.#drain(this.#inputCount, tail);
    memory.fill(0, HISTORY, HISTORY + HALF);
    this.#filled = HALF;
    this.#inputCount = 0;
    this.#outputCount = 0;
    return tail;
  }

  #take(samples: Int16Array): void {
    const { memory } = this.#kernel;
    const frames = samples.length / 2;
    const from = HISTORY + this.#filled;
    for (let i = 0; i < frames; i++) memory[from + i] = (samples[2 * i]! + samples[2 * i + 1]!) / 2;
    this.#filled += frames;
    this.#inputCount += frames;
  }

  /**
   * Computes every output whose input sample lies before `inputEnd`; all it needs is in the history.
   * @returns how many there were
   */
  #drain(inputEnd: number, to: Int16Array): number {
    const { memory, dense } = this.#kernel;
    const last = Math.ceil(inputEnd / FACTOR);
    const first = this.#outputCount;
    const base = first - (first % GROUP);
    for (let group = base; group < last; group += GROUP) {
      const x = HISTORY + (group - base) * FACTOR;
      dense(WEIGHTS * 4, x * 4, BIAS * 4, OUTPUTS * 4, GROUP, WINDOW);
      for (let m = Math.max(first, group); m < Math.min(last, group + GROUP); m++) {
        to[m - first] = Math.max(-32768, Math.min(32767, Math.round(memory[OUTPUTS + m - group]!)));
      }
    }
    this.#outputCount = Math.max(first, last);
    const used = (this.#outputCount - (this.#outputCount % GROUP) - base) * FACTOR;
    memory.copyWithin(HISTORY, HISTORY + used, HISTORY + this.#filled);
    this.#filled -= used;
    return this.#outputCount - first;
  }
}
