import { expect } from 'chai';
import { Fourier } from '../../../../../src/asr/onnx/log-mel/fourier.js';

/** The definition: sum of x[n]·exp(-2πi·n·k/N). */
function byDefinition(real: readonly number[], imaginary: readonly number[], k: number): [number, number] {
  let re = 0;
  let im = 0;
  real.forEach((x, n) => {
    const y = imaginary[n] ?? 0;
    const angle = (-2 * Math.PI * n * k) / real.length;
    re += x * Math.cos(angle) - y * Math.sin(angle);
    im += x * Math.sin(angle) + y * Math.cos(angle);
  });
  return [re, im];
}

/** The largest distance of any point from the definition. */
function largestError(size: number): number {
  const real = Array.from({ length: size }, (_, i) => Math.sin(i * i) * 2);
  const imaginary = Array.from({ length: size }, (_, i) => Math.cos(i * i * 3));
  const fourier = new Fourier(size);
  fourier.real.set(real);
  fourier.imaginary.set(imaginary);
  fourier.transform();
  return Math.max(
    ...real.map((_, k) => {
      const [re, im] = byDefinition(real, imaginary, k);
      return Math.hypot(re - (fourier.outReal[k] ?? 0), im - (fourier.outImaginary[k] ?? 0));
    }),
  );
}

describe('Fourier', () => {
  for (const size of [4, 5, 16, 20, 25, 100, 400]) {
    it(`is the discrete Fourier transform of ${size} points`, () => {
      expect(largestError(size)).to.be.below(1e-9);
    });
  }

  it('takes one input after another', () => {
    const fourier = new Fourier(20);
    const run = (): number[] => {
      fourier.real.fill(0);
      fourier.imaginary.fill(0);
      fourier.real[3] = 1;
      fourier.transform();
      return [...fourier.outReal];
    };
    const first = run();
    fourier.real.fill(7);
    fourier.transform();
    expect(run()).to.deep.equal(first);
  });

  it('refuses a length that it has no butterflies for', () => {
    expect(() => new Fourier(401)).to.throw(RangeError, '401');
    expect(() => new Fourier(512)).to.throw(RangeError, '2');
  });
});
