export interface LowPassDesign {
  /** Odd. */
  readonly taps: number;
  /** Middle of the transition band (−6 dB). */
  readonly cutoffHz: number;
  readonly sampleRateHz: number;
  readonly stopBandDb: number;
}

/**
 * A linear-phase low-pass by the window method with a Kaiser window (Oppenheim and Schafer, "Discrete-Time
 * Signal Processing", §7.6), scaled to a gain of exactly 1 at 0 Hz.
 */
export function designLowPass({ taps, cutoffHz, sampleRateHz, stopBandDb }: LowPassDesign): Float32Array {
  const beta = 0.1102 * (stopBandDb - 8.7);
  const middle = (taps - 1) / 2;
  const omega = (2 * cutoffHz) / sampleRateHz;
  const coefficients = Float64Array.from({ length: taps }, (_, n) => {
    const x = n - middle;
    const ideal = x === 0 ? omega : Math.sin(Math.PI * omega * x) / (Math.PI * x);
    return ideal * (besselI0(beta * Math.sqrt(1 - (x / middle) ** 2)) / besselI0(beta));
  });
  const sum = coefficients.reduce((a, b) => a + b, 0);
  return Float32Array.from(coefficients, (value) => value / sum);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
export function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
