const GATE_BELOW_LOUDEST_DB = 20;
const FULL_SCALE = 32768;

/**
 * Level of the speech in a stretch of sound: RMS over its 20 ms blocks that lie within 20 dB of the loudest
 * one, so pauses and padding do not pull it down.
 *
 * @param samples mono
 * @returns dBFS, −Infinity for digital silence or for less than one block
 */
export function activeLevelDb(samples: Int16Array, sampleRateHz: number): number {
  const blockLength = Math.round(sampleRateHz / 50);
  const powers: number[] = [];
  for (let start = 0; start + blockLength <= samples.length; start += blockLength) {
    let sum = 0;
    for (let i = start; i < start + blockLength; i++) {
      const value = samples[i]! / FULL_SCALE;
      sum += value * value;
    }
    powers.push(sum / blockLength);
  }
  const loudest = powers.reduce((a, b) => Math.max(a, b), 0);
  if (loudest === 0) return -Infinity;
  const gate = loudest * 10 ** (-GATE_BELOW_LOUDEST_DB / 10);
  const active = powers.filter((power) => power >= gate);
  return 10 * Math.log10(active.reduce((a, b) => a + b, 0) / active.length);
}
