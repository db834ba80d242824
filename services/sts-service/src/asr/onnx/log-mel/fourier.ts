import { butterfly4, butterfly5, type Pass } from './butterflies.js';

/**
 * The discrete Fourier transform of complex numbers, for lengths of the form 4^a·5^b (Whisper's frame
 * has 400 samples). Stockham's form: the passes go between two buffers and leave the result in order,
 * and all factors come from tables. In double precision, so that a loud frame leaves nothing in a
 * silent one that is transformed along with it.
 */
export class Fourier {
  readonly size: number;
  /** The input. `transform` overwrites it. */
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  /** The result of `transform`. */
  readonly outReal: Float64Array;
  readonly outImaginary: Float64Array;
  readonly #passes: readonly Pass[];

  /** @throws RangeError when the size has other prime factors than an even number of twos, and fives. */
  constructor(size: number) {
    const buffers = [0, 1].map(() => ({ re: new Float64Array(size), im: new Float64Array(size) })) as [
      Buffers,
      Buffers,
    ];
    const passes: Pass[] = [];
    let stride = 1;
    for (let length = size; length > 1;) {
      const radix = radixOf(length);
      const [from, to] = passes.length % 2 === 0 ? buffers : [buffers[1], buffers[0]];
      const groups = length / radix;
      passes.push({ radix, groups, stride, from, to, ...twiddles(length, radix) });
      length = groups;
      stride *= radix;
    }
    const result = passes.length % 2 === 0 ? buffers[0] : buffers[1];
    this.size = size;
    this.#passes = passes;
    this.real = buffers[0].re;
    this.imaginary = buffers[0].im;
    this.outReal = result.re;
    this.outImaginary = result.im;
  }

  transform(): void {
    for (const pass of this.#passes) {
      if (pass.radix === 4) butterfly4(pass);
      else butterfly5(pass);
    }
  }
}

interface Buffers {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

function radixOf(length: number): 4 | 5 {
  if (length % 4 === 0) return 4;
  if (length % 5 === 0) return 5;
  throw new RangeError(`no Fourier transform for a length with the factor ${length}`);
}

/** exp(-2πi·group·k/length) for k from 1 to radix - 1, group after group. */
function twiddles(length: number, radix: number): { cos: Float64Array; sin: Float64Array } {
  const count = radix - 1;
  const cos = new Float64Array((length / radix) * count);
  const sin = new Float64Array(cos.length);
  for (let at = 0; at < cos.length; at += 1) {
    const angle = (-2 * Math.PI * Math.floor(at / count) * ((at % count) + 1)) / length;
    cos[at] = Math.cos(angle);
    sin[at] = Math.sin(angle);
  }
  return { cos, sin };
}
