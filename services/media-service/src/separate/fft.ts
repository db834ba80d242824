/**
 * The discrete Fourier transform of complex sequences whose length is a power of two or three times one, in place.
 * Radix 2 by decimation in time with a radix-3 step on top (Oppenheim and Schafer, "Discrete-Time Signal Processing",
 * ch. 9). Not scaled: forward and back gives the sequence times its length.
 */
export class Fft {
  readonly length: number;
  readonly #parts: 1 | 3;
  /** Length of each radix-2 transform. */
  readonly #part: number;
  readonly #order: Uint16Array;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(length: number) {
    this.length = length;
    this.#parts = length % 3 === 0 ? 3 : 1;
    this.#part = length / this.#parts;
    const bits = Math.log2(this.#part);
    if (!Number.isInteger(bits) || bits < 1) throw new RangeError(`${length} is neither 2ⁿ nor 3 · 2ⁿ`);
    this.#order = Uint16Array.from({ length: this.#part }, (_, index) => reversed(index, bits));
    this.#cosines = Float64Array.from({ length }, (_, k) => Math.cos((2 * Math.PI * k) / length));
    this.#sines = Float64Array.from({ length }, (_, k) => -Math.sin((2 * Math.PI * k) / length));
    this.#re = new Float64Array(length);
    this.#im = new Float64Array(length);
  }

  /** X[k] = Σ x[n] e^(−2πi nk/N), in place. */
  forward(re: Float64Array, im: Float64Array): void {
    for (let part = 0; part < this.#parts; part++) this.#transformPart(re, im, part);
    if (this.#parts === 3) this.#joinThree(re, im);
    else {
      re.set(this.#re);
      im.set(this.#im);
    }
  }

  /** x[n] = Σ X[k] e^(+2πi nk/N), in place; N times the sequence that `forward` came from. */
  inverse(re: Float64Array, im: Float64Array): void {
    // With real and imaginary part exchanged on both sides, the forward transform is the inverse one.
    this.forward(im, re);
  }

  /** Every third (or every) sample from `part` on, transformed into this part's stretch of the work arrays. */
  #transformPart(sourceRe: Float64Array, sourceIm: Float64Array, part: number): void {
    const [length, parts] = [this.#part, this.#parts];
    const re = this.#re.subarray(part * length, (part + 1) * length);
    const im = this.#im.subarray(part * length, (part + 1) * length);
    for (let i = 0; i < length; i++) {
      const from = parts * this.#order[i]! + part;
      re[i] = sourceRe[from]!;
      im[i] = sourceIm[from]!;
    }
    for (let size = 2; size <= length; size *= 2) this.#butterflies(re, im, size);
  }

  #butterflies(re: Float64Array, im: Float64Array, size: number): void {
    const half = size / 2;
    const stride = this.length / size;
    for (let k = 0; k < half; k++) {
      const c = this.#cosines[k * stride]!;
      const s = this.#sines[k * stride]!;
      for (let upper = k; upper < re.length; upper += size) {
        const lower = upper + half;
        const turnedRe = re[lower]! * c - im[lower]! * s;
        const turnedIm = re[lower]! * s + im[lower]! * c;
        re[lower] = re[upper]! - turnedRe;
        im[lower] = im[upper]! - turnedIm;
        re[upper]! += turnedRe;
        im[upper]! += turnedIm;
      }
    }
  }

  #joinThree(re: Float64Array, im: Float64Array): void {
    const part = this.#part;
    const [a, b] = [this.#re, this.#im];
    const third = Math.sqrt(3) / 2;
    for (let k = 0; k < part; k++) {
      const [c1, s1] = [this.#cosines[k]!, this.#sines[k]!];
      const [c2, s2] = [this.#cosines[2 * k]!, this.#sines[2 * k]!];
      const oneRe = a[part + k]! * c1 - b[part + k]! * s1;
      const oneIm = a[part + k]! * s1 + b[part + k]! * c1;
      const twoRe = a[2 * part + k]! * c2 - b[2 * part + k]! * s2;
      const twoIm = a[2 * part + k]! * s2 + b[2 * part + k]! * c2;
      const [sumRe, sumIm] = [oneRe + twoRe, oneIm + twoIm];
      const [differenceRe, differenceIm] = [third * (oneRe - twoRe), third * (oneIm - twoIm)];
      const [middleRe, middleIm] = [a[k]! - 0.5 * sumRe, b[k]! - 0.5 * sumIm];
      re[k] = a[k]! + sumRe;
      im[k] = b[k]! + sumIm;
      re[part + k] = middleRe + differenceIm;
      im[part + k] = middleIm - differenceRe;
      re[2 * part + k] = middleRe - differenceIm;
      im[2 * part + k] = middleIm + differenceRe;
    }
  }
}

function reversed(index: number, bits: number): number {
  let result = 0;
  for (let bit = 0; bit < bits; bit++) result = (result << 1) | ((index >> bit) & 1);
  return result;
}
