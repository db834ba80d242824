/** A complex signal; both parts are as long as a power of two. */
export interface Complex {
  re: Float64Array;
  im: Float64Array;
}

const turns = new Map<number, Complex>();

/** The smallest power of two that is not below `length`. */
export const powerOfTwo = (length: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, length)));

/** A real signal, padded with zeros to `length`. */
export function complexOf(samples: ArrayLike<number>, length: number): Complex {
  const re = new Float64Array(length);
  re.set(samples);
  return { re, im: new Float64Array(length) };
}

/** The discrete Fourier transform in place (Cooley and Tukey, radix 2); the inverse is not scaled. */
export function transform({ re, im }: Complex, isInverse = false): void {
  const length = re.length;
  reorder(re, im);
  const turn = turnsOf(length);
  const sign = isInverse ? -1 : 1;
  for (let size = 2; size <= length; size *= 2) {
    const half = size / 2;
    const step = length / size;
    for (let first = 0; first < length; first += size) {
      for (let k = 0; k < half; k += 1) {
        const [a, b] = [first + k, first + k + half];
        const cos = turn.re[k * step] as number;
        const sin = sign * (turn.im[k * step] as number);
        const bRe = (re[b] as number) * cos - (im[b] as number) * sin;
        const bIm = (re[b] as number) * sin + (im[b] as number) * cos;
        re[b] = (re[a] as number) - bRe;
        im[b] = (im[a] as number) - bIm;
        re[a] = (re[a] as number) + bRe;
        im[a] = (im[a] as number) + bIm;
      }
    }
  }
}

function turnsOf(length: number): Complex {
  const known = turns.get(length);
  if (known !== undefined) return known;
  const half = Math.max(1, length / 2);
  const made = {
    re: Float64Array.from({ length: half }, (_, n) => Math.cos((2 * Math.PI * n) / length)),
    im: Float64Array.from({ length: half }, (_, n) => -Math.sin((2 * Math.PI * n) / length)),
  };
  turns.set(length, made);
  return made;
}

function reorder(re: Float64Array, im: Float64Array): void {
  for (let n = 1, reversed = 0; n < re.length; n += 1) {
    let bit = re.length >> 1;
    for (; (reversed & bit) !== 0; bit >>= 1) reversed ^= bit;
    reversed ^= bit;
    if (n >= reversed) continue;
    [re[n], re[reversed]] = [re[reversed] as number, re[n] as number];
    [im[n], im[reversed]] = [im[reversed] as number, im[n] as number];
  }
}

/**
 * The sliding product of two signals: element `lag + b.length − 1` is Σ a[n + lag]·b[n], for every lag at which they overlap.
 */
export function correlate(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const length = a.length + b.length - 1;
  const size = powerOfTwo(length);
  const { left, right } = spectraOf(a, Array.from(b).reverse(), size);
  for (let n = 0; n < size; n += 1) {
    const [aRe, aIm] = [left.re[n] as number, left.im[n] as number];
    const [bRe, bIm] = [right.re[n] as number, right.im[n] as number];
    left.re[n] = aRe * bRe - aIm * bIm;
    left.im[n] = aRe * bIm + aIm * bRe;
  }
  transform(left, true);
  return left.re.subarray(0, length).map((value) => value / size);
}

/** The spectra of two real signals from one transform: one is its real part, the other its imaginary part. */
export function spectraOf(a: ArrayLike<number>, b: ArrayLike<number>, size: number): { left: Complex; right: Complex } {
  const both = complexOf(a, size);
  both.im.set(b);
  transform(both);
  const left = complexOf([], size);
  const right = complexOf([], size);
  for (let k = 0; k < size; k += 1) {
    const mirrored = (size - k) % size;
    const [re, im] = [both.re[k] as number, both.im[k] as number];
    const [mirroredRe, mirroredIm] = [both.re[mirrored] as number, -(both.im[mirrored] as number)];
    left.re[k] = (re + mirroredRe) / 2;
    left.im[k] = (im + mirroredIm) / 2;
    right.re[k] = (im - mirroredIm) / 2;
    right.im[k] = (mirroredRe - re) / 2;
  }
  return { left, right };
}
