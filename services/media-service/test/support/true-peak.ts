/** Largest magnitude of one channel after eight times oversampling with a long windowed sinc: the referee of the limiter. */
export function referenceTruePeak(samples: Float64Array): number {
  const half = 64;
  const kernels = Array.from({ length: 8 }, (_, phase) =>
    Float64Array.from({ length: 2 * half }, (__, k) => {
      const distance = half - 1 - k + phase / 8;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / (half + 1));
      return distance === 0 ? 1 : (Math.sin(Math.PI * distance) / (Math.PI * distance)) * window;
    }),
  );
  let largest = 0;
  for (let i = half; i < samples.length - half; i++) {
    for (const kernel of kernels) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k]! * samples[i - half + 1 + k]!;
      largest = Math.max(largest, Math.abs(sum));
    }
  }
  return largest;
}
