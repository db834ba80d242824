import { BINS_48K, FRAME_48K } from './frames.js';

/**
 * The spectrum of one frame of both channels: the transform of left + i · right, 1536 bins. Both channels are real, so
 * those bins hold both spectra, and one transform does for two.
 */
export class StereoFrame {
  readonly re = new Float64Array(FRAME_48K);
  readonly im = new Float64Array(FRAME_48K);
  /** (left + right) / 2 and (left − right) / 2, bins 0 to 768. */
  readonly mid = { re: new Float64Array(BINS_48K), im: new Float64Array(BINS_48K) };
  readonly side = { re: new Float64Array(BINS_48K), im: new Float64Array(BINS_48K) };

  /** Fills `mid` and `side` from `re` and `im`. */
  analyse(): void {
    const { re, im, mid, side } = this;
    for (let k = 0; k < BINS_48K; k++) {
      const mirror = k === 0 ? 0 : FRAME_48K - k;
      const leftRe = (re[k]! + re[mirror]!) / 2;
      const leftIm = (im[k]! - im[mirror]!) / 2;
      const rightRe = (im[k]! + im[mirror]!) / 2;
      const rightIm = (re[mirror]! - re[k]!) / 2;
      mid.re[k] = (leftRe + rightRe) / 2;
      mid.im[k] = (leftIm + rightIm) / 2;
      side.re[k] = (leftRe - rightRe) / 2;
      side.im[k] = (leftIm - rightIm) / 2;
    }
  }

  /** Fills `re` and `im` from `mid` and `side`. */
  combine(): void {
    const { re, im, mid, side } = this;
    for (let k = 0; k < BINS_48K; k++) {
      const leftRe = mid.re[k]! + side.re[k]!;
      const leftIm = mid.im[k]! + side.im[k]!;
      const rightRe = mid.re[k]! - side.re[k]!;
      const rightIm = mid.im[k]! - side.im[k]!;
      re[k] = leftRe - rightIm;
      im[k] = leftIm + rightRe;
      if (k === 0 || k === BINS_48K - 1) continue;
      re[FRAME_48K - k] = leftRe + rightIm;
      im[FRAME_48K - k] = rightRe - leftIm;
    }
  }
}
