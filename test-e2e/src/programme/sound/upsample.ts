/** Half the length of the interpolation filter, in input samples. */
const REACH = 16;

/** Raises the sample rate by a whole factor with a Hann-windowed sinc. */
export function upsample(input: Float32Array, factor: number): Float32Array {
  const phases = Array.from({ length: factor }, (_, phase) => kernel(phase / factor));
  const output = new Float32Array(input.length * factor);
  for (let n = 0; n < output.length; n += 1) {
    const taps = phases[n % factor] ?? new Float64Array();
    const first = Math.floor(n / factor) - REACH + 1;
    let sum = 0;
    for (let k = 0; k < taps.length; k += 1) sum += (taps[k] ?? 0) * (input[first + k] ?? 0);
    output[n] = sum;
  }
  return output;
}

/** Filter taps for a point that lies `fraction` of a sample after the centre one. */
function kernel(fraction: number): Float64Array {
  return Float64Array.from({ length: 2 * REACH }, (_, k) => {
    const x = k - REACH + 1 - fraction;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / REACH));
  });
}
