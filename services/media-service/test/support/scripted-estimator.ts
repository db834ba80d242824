import { BINS_16K } from '../../src/separate/frames.js';
import type { Spectrum, SpeechEstimator } from '../../src/separate/speech-estimator.js';

/** An estimator that takes a given share of every frame for speech. */
export class ScriptedEstimator implements SpeechEstimator {
  readonly name = 'scripted';
  readonly needsVoice = false;
  closed = false;
  resets = 0;
  frames = 0;
  readonly #waiting: Float64Array[] = [];

  /**
   * @param share 0..1 of frame n, asked for when the frame comes in; it may fail or wait
   * @param delayFrames how late estimates are
   */
  constructor(
    private readonly share: (frame: number) => number | Promise<number>,
    readonly delayFrames = 0,
  ) {}

  async push({ re, im }: Spectrum): Promise<Float64Array> {
    const share = await this.share(this.frames++);
    this.#waiting.push(Float64Array.from({ length: BINS_16K }, (_, k) => share * Math.hypot(re[k]!, im[k]!)));
    return this.#waiting.length > this.delayFrames ? this.#waiting.shift()! : new Float64Array(BINS_16K);
  }

  reset(): void {
    this.resets++;
    this.#waiting.length = 0;
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.resolve();
  }
}
