const fullScale = 32768;

/** Root mean square of the samples, 0 to 1 of full scale. Zero for no samples. */
export function rms(samples: Int16Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length) / fullScale;
}

/** Largest magnitude among the samples, 0 to 1 of full scale. */
export function peak(samples: Int16Array): number {
  let largest = 0;
  for (const sample of samples) largest = Math.max(largest, Math.abs(sample));
  return largest / fullScale;
}

/** Decibels of an amplitude ratio; -Infinity for silence. */
export function dbFromLinear(linear: number): number {
  return 20 * Math.log10(Math.abs(linear));
}

export function linearFromDb(db: number): number {
  return 10 ** (db / 20);
}
