/** Zero crossings of the sinc on each side of its centre. More of them make a steeper filter. */
const zeroCrossings = 32;
/** The kernel is tabulated this finely and read with linear interpolation: errors stay near -115 dB. */
const stepsPerCrossing = 1024;
/** About 90 dB of stop-band attenuation (Kaiser and Schafer, 1980). */
const kaiserBeta = 9;
/** Middle of the transition band (-6 dB), as a part of the lower Nyquist frequency, where it ends. */
const cutoffFraction = 0.92;

let kernel: Float64Array | undefined;

/** Right half of a Kaiser-windowed sinc, with one entry to spare for the interpolation. */
function kernelTable(): Float64Array {
  if (kernel !== undefined) return kernel;
  const length = zeroCrossings * stepsPerCrossing;
  const table = new Float64Array(length + 2);
  for (let i = 0; i <= length; i++) {
    const x = i / stepsPerCrossing;
    const sinc = i === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    table[i] = (sinc * besselI0(kaiserBeta * Math.sqrt(1 - (i / length) ** 2))) / besselI0(kaiserBeta);
  }
  kernel = table;
  return table;
}

/** Modified Bessel function of the first kind, order zero, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Samples that `length` samples become at another rate. */
export function resampledLength(length: number, fromHz: number, toHz: number): number {
  return Math.round((length * toHz) / fromHz);
}

/**
 * The samples at another rate, band-limited to the lower of the two Nyquist frequencies
 * (J. O. Smith, "Digital Audio Resampling"). The first samples of both fall together: there is
 * no delay to compensate. What lies beyond the ends counts as silence.
 */
export function resample(input: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return input;
  const table = kernelTable();
  const output = new Float32Array(resampledLength(input.length, fromHz, toHz));
  const cutoff = Math.min(1, toHz / fromHz) * cutoffFraction;
  const reach = zeroCrossings / cutoff;
  const stepsPerSample = stepsPerCrossing * cutoff;
  for (let n = 0; n < output.length; n++) {
    // Whole numbers up to 2^53 keep the position exact however long the sound is.
    const whole = Math.floor((n * fromHz) / toHz);
    const fraction = ((n * fromHz) % toHz) / toHz;
    const first = Math.max(0, Math.ceil(whole + fraction - reach));
    const last = Math.min(input.length - 1, Math.floor(whole + fraction + reach));
    let sum = 0;
    for (let i = first; i <= last; i++) {
      const at = Math.abs(whole - i + fraction) * stepsPerSample;
      const step = at | 0;
      const low = table[step] as number;
      sum += (input[i] as number) * (low + ((table[step + 1] as number) - low) * (at - step));
    }
    output[n] = sum * cutoff;
  }
  return output;
}
