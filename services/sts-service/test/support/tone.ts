/** `durationMs` of a sine, from -1 to 1. */
export function tone(frequencyHz: number, durationMs: number, sampleRateHz: number, amplitude = 0.5): Float32Array {
  const samples = new Float32Array(Math.round((durationMs * sampleRateHz) / 1000));
  for (let i = 0; i < samples.length; i++) {
    samples[i] = amplitude * Math.sin((2 * Math.PI * frequencyHz * i) / sampleRateHz);
  }
  return samples;
}

/** Amplitude of one frequency in the samples (Goertzel's sum, Hann window). */
export function amplitudeAt(frequencyHz: number, samples: Float32Array, sampleRateHz: number): number {
  let real = 0;
  let imaginary = 0;
  let weight = 0;
  samples.forEach((sample, i) => {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / samples.length);
    const phase = (2 * Math.PI * frequencyHz * i) / sampleRateHz;
    real += sample * window * Math.cos(phase);
    imaginary += sample * window * Math.sin(phase);
    weight += window;
  });
  return (2 * Math.hypot(real, imaginary)) / weight;
}

/** The frequency of a steady tone, from its upward zero crossings. */
export function frequencyOf(samples: Float32Array, sampleRateHz: number): number {
  let first = -1;
  let last = -1;
  let periods = -1;
  for (let i = 1; i < samples.length; i++) {
    const before = samples[i - 1] as number;
    const after = samples[i] as number;
    if (before >= 0 || after < 0) continue;
    last = i - 1 + before / (before - after);
    if (first < 0) first = last;
    periods += 1;
  }
  return (periods * sampleRateHz) / (last - first);
}

export function rmsOf(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}
