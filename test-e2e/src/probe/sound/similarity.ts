/** Timestamps in milliseconds leave the two signals up to half a millisecond apart; so do encoders. */
const SEARCH_SAMPLES = 72;

/** The largest normalised correlation of two signals within 1.5 ms to either side; 1 is the same signal, whatever its level. */
export function similarity(a: Float32Array, b: Float32Array): number {
  let best = 0;
  for (let shift = -SEARCH_SAMPLES; shift <= SEARCH_SAMPLES; shift += 4)
    best = Math.max(best, correlation(a, b, shift));
  return best;
}

function correlation(a: Float32Array, b: Float32Array, shift: number): number {
  let [product, powerA, powerB] = [0, 0, 0];
  const last = Math.min(a.length, b.length - shift);
  for (let n = Math.max(0, -shift); n < last; n += 1) {
    const x = a[n] ?? 0;
    const y = b[n + shift] ?? 0;
    product += x * y;
    powerA += x * x;
    powerB += y * y;
  }
  return powerA === 0 || powerB === 0 ? 0 : product / Math.sqrt(powerA * powerB);
}
