/** A tone that rises through the bands and swells three times in five seconds: the same samples wherever it is made. */
export function sweep(durationS: number): Float32Array {
  return Float32Array.from(
    { length: Math.round(durationS * 16_000) },
    (_, i) => 0.5 * Math.sin(i * 0.02 + i * i * 3e-6) * Math.sin(i * 0.0004) ** 2,
  );
}
