import { BINS_16K } from './frames.js';
import type { Spectrum, SpeechEstimator } from './speech-estimator.js';

/** Bins of a band in which the voice has one gain: 250 Hz. */
const BAND = 8;
const BANDS = Math.ceil(BINS_16K / BAND);
/** What is kept of the sums from frame to frame: a time constant of 0.3 s. */
const KEPT = 0.95;
/** Below this share of common power the two have nothing to do with each other: what is seen is chance. */
const LEAST_COHERENCE = 0.03;

/**
 * Knows the speech because the source carries it as a track of its own. How loud it is in the mix is found band by band, as
 * the smoothed regression of the mix on the voice, by its magnitude: so it does not matter that the two went through
 * different encoders, or lie a few milliseconds apart, and a voice that is not in the mix at all takes nothing away.
 */
export class GivenVoice implements SpeechEstimator {
  readonly name = 'commentary';
  readonly delayFrames = 0;
  readonly needsVoice = true;
  readonly #crossRe = new Float64Array(BANDS);
  readonly #crossIm = new Float64Array(BANDS);
  readonly #mixPower = new Float64Array(BANDS);
  readonly #voicePower = new Float64Array(BANDS);

  push(mix: Spectrum, voice: Spectrum): Promise<Float64Array> {
    const speech = new Float64Array(BINS_16K);
    for (let band = 0; band < BANDS; band++) {
      const from = band * BAND;
      const to = Math.min(BINS_16K, from + BAND);
      const gain = this.#gainIn(band, from, to, mix, voice);
      for (let k = from; k < to; k++) speech[k] = gain * Math.hypot(voice.re[k]!, voice.im[k]!);
    }
    return Promise.resolve(speech);
  }

  reset(): void {
    for (const sums of [this.#crossRe, this.#crossIm, this.#mixPower, this.#voicePower]) sums.fill(0);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #gainIn(band: number, from: number, to: number, mix: Spectrum, voice: Spectrum): number {
    let [crossRe, crossIm, mixPower, voicePower] = [0, 0, 0, 0];
    for (let k = from; k < to; k++) {
      crossRe += mix.re[k]! * voice.re[k]! + mix.im[k]! * voice.im[k]!;
      crossIm += mix.im[k]! * voice.re[k]! - mix.re[k]! * voice.im[k]!;
      mixPower += mix.re[k]! ** 2 + mix.im[k]! ** 2;
      voicePower += voice.re[k]! ** 2 + voice.im[k]! ** 2;
    }
    const re = (this.#crossRe[band] = KEPT * this.#crossRe[band]! + crossRe);
    const im = (this.#crossIm[band] = KEPT * this.#crossIm[band]! + crossIm);
    const ofMix = (this.#mixPower[band] = KEPT * this.#mixPower[band]! + mixPower);
    const ofVoice = (this.#voicePower[band] = KEPT * this.#voicePower[band]! + voicePower);
    const common = re * re + im * im;
    return common > LEAST_COHERENCE * ofMix * ofVoice ? Math.sqrt(common) / ofVoice : 0;
  }
}
