/** Coefficients that the past 24 samples are weighed with: half a millisecond, which holds the shape of any voice. */
const ORDER = 24;
/**
 * A share of the power that is added as white noise. Without it, bands that a codec has left empty would count as
 * predictable, and what little is in them as a surprise.
 */
const WHITE_SHARE = 1e-4;

/** The Hann window of a length. */
export function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / length));
}

/**
 * What linear prediction does not explain: each sample of `[from, to)` less what the samples before it let expect. The
 * predictor is fitted to all of `samples` (autocorrelation method, Levinson-Durbin recursion).
 * @param window as long as `samples`
 */
export function predictionResidual(
  samples: Float32Array,
  window: Float64Array,
  from: number,
  to: number,
): Float32Array {
  const predictor = fitPredictor(samples, window);
  const residual = new Float32Array(to - from);
  for (let n = from; n < to; n += 1) {
    let sum = samples[n] ?? 0;
    for (let k = 1; k <= ORDER; k += 1) sum += (predictor[k] ?? 0) * (samples[n - k] ?? 0);
    residual[n - from] = sum;
  }
  return residual;
}

function fitPredictor(samples: Float32Array, window: Float64Array): Float64Array {
  const shaped = Float64Array.from(window, (weight, n) => weight * (samples[n] ?? 0));
  const correlation = new Float64Array(ORDER + 1);
  for (let lag = 0; lag <= ORDER; lag += 1) {
    let sum = 0;
    for (let n = lag; n < shaped.length; n += 1) sum += (shaped[n] ?? 0) * (shaped[n - lag] ?? 0);
    correlation[lag] = sum;
  }
  const predictor = new Float64Array(ORDER + 1);
  predictor[0] = 1;
  let error = (correlation[0] ?? 0) * (1 + WHITE_SHARE);
  for (let order = 1; order <= ORDER && error > 1e-12; order += 1) {
    let sum = 0;
    for (let k = 0; k < order; k += 1) sum += (predictor[k] ?? 0) * (correlation[order - k] ?? 0);
    const reflection = -sum / error;
    const before = predictor.slice();
    for (let k = 1; k <= order; k += 1) predictor[k] = (before[k] ?? 0) + reflection * (before[order - k] ?? 0);
    error *= 1 - reflection * reflection;
  }
  return predictor;
}
