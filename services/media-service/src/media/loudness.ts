/**
 * Loudness after ITU-R BS.1770-5: K-weighting (annex 1, two second-order sections) and gating in blocks of 400 ms that
 * begin every 100 ms, those below −70 LUFS and those 10 LU below the mean of the rest left out.
 */

const HOP_MS = 100;
const HOPS_PER_BLOCK = 4;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;
const FULL_SCALE = 32_768;

/** Coefficients of y = b0 x + b1 x₁ + b2 x₂ − a1 y₁ − a2 y₂. */
type Section = readonly [b0: number, b1: number, b2: number, a1: number, a2: number];

/**
 * Both sections for any sampling rate, by the bilinear transform of the analogue prototype behind the recommendation's
 * coefficients for 48 kHz: at that rate they come out equal to the published ones.
 */
export function kWeighting(sampleRateHz: number): readonly [shelf: Section, highPass: Section] {
  const shelfTangent = Math.tan((Math.PI * 1681.974450955533) / sampleRateHz);
  const shelfQuality = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const band = high ** 0.4996667741545416;
  const shelfScale = 1 + shelfTangent / shelfQuality + shelfTangent ** 2;
  const highTangent = Math.tan((Math.PI * 38.13547087602444) / sampleRateHz);
  const highQuality = 0.5003270373238773;
  const highScale = 1 + highTangent / highQuality + highTangent ** 2;
  return [
    [
      (high + (band * shelfTangent) / shelfQuality + shelfTangent ** 2) / shelfScale,
      (2 * (shelfTangent ** 2 - high)) / shelfScale,
      (high - (band * shelfTangent) / shelfQuality + shelfTangent ** 2) / shelfScale,
      (2 * (shelfTangent ** 2 - 1)) / shelfScale,
      (1 - shelfTangent / shelfQuality + shelfTangent ** 2) / shelfScale,
    ],
    [
      1,
      -2,
      1,
      (2 * (highTangent ** 2 - 1)) / highScale,
      (1 - highTangent / highQuality + highTangent ** 2) / highScale,
    ],
  ];
}

/**
 * Mean squares of the K-weighted blocks that pass both gates, one for each 100 ms. Sound shorter than a block is one
 * block.
 *
 * @param samples mono
 */
export function gatedPowers(samples: Int16Array, sampleRateHz: number): number[] {
  const hops = hopPowers(samples, sampleRateHz);
  if (hops.length === 0) return [];
  const blocks: number[] = [];
  const span = Math.min(HOPS_PER_BLOCK, hops.length);
  for (let first = 0; first + span <= hops.length; first++) blocks.push(mean(hops.slice(first, first + span)));
  const loud = blocks.filter((power) => lufsOf(power) > ABSOLUTE_GATE_LUFS);
  const gate = lufsOf(mean(loud)) + RELATIVE_GATE_LU;
  return loud.filter((power) => lufsOf(power) > gate);
}

/**
 * Loudness of a voice that is heard in the middle, the same sound from both channels.
 *
 * @param meanSquare of the K-weighted mono sound @returns LUFS; −Infinity for nothing
 */
export function lufsOf(meanSquare: number): number {
  return meanSquare > 0 ? -0.691 + 10 * Math.log10(2 * meanSquare) : -Infinity;
}

/** Gated loudness of mono sound heard from both channels. @returns LUFS; −Infinity where everything is below the gate */
export function gatedLoudness(samples: Int16Array, sampleRateHz: number): number {
  return lufsOf(mean(gatedPowers(samples, sampleRateHz)));
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
}

/** Mean square of each whole 100 ms after K-weighting; of everything where there is less. */
function hopPowers(samples: Int16Array, sampleRateHz: number): number[] {
  const [[b0, b1, b2, a1, a2], [c0, c1, c2, d1, d2]] = kWeighting(sampleRateHz);
  const hop = Math.min((sampleRateHz * HOP_MS) / 1000, samples.length);
  const powers: number[] = [];
  let [s1, s2, t1, t2] = [0, 0, 0, 0];
  for (let start = 0; hop > 0 && start + hop <= samples.length; start += hop) {
    let sum = 0;
    for (let i = start; i < start + hop; i++) {
      // Transposed direct form II, both sections one behind the other.
      const x = samples[i]! / FULL_SCALE;
      const shelved = b0 * x + s1;
      s1 = b1 * x - a1 * shelved + s2;
      s2 = b2 * x - a2 * shelved;
      const y = c0 * shelved + t1;
      t1 = c1 * shelved - d1 * y + t2;
      t2 = c2 * shelved - d2 * y;
      sum += y * y;
    }
    powers.push(sum / hop);
  }
  return powers;
}
