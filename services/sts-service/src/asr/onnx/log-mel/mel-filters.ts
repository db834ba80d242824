/** One triangle over the bins of a power spectrum. Outside of its weights it is zero. */
export interface MelFilter {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

/** Slaney's scale: linear up to 1 kHz at 15 mel, then 27 steps for each factor of 6.4. */
const linearHz = 200 / 3;
const knee = { hz: 1000, mel: 15 };
const logStep = Math.log(6.4) / 27;

const melOf = (hz: number): number => (hz < knee.hz ? hz / linearHz : knee.mel + Math.log(hz / knee.hz) / logStep);

const hertzOf = (mel: number): number =>
  mel < knee.mel ? mel * linearHz : knee.hz * Math.exp(logStep * (mel - knee.mel));

/**
 * The triangles of Slaney's Auditory Toolbox, each of area one, from 0 Hz to half of the sample rate:
 * what librosa.filters.mel computes and Whisper was trained with.
 *
 * @param bins of the spectrum: half of the frame's length, and one.
 */
export function melFilters(count: number, bins: number, sampleRateHz: number): MelFilter[] {
  const top = melOf(sampleRateHz / 2);
  const corner = (index: number): number => hertzOf((top * index) / (count + 1));
  return Array.from({ length: count }, (_, index) => {
    const [low, middle, high] = [corner(index), corner(index + 1), corner(index + 2)];
    const row = Array.from({ length: bins }, (__, bin) => {
      const hz = (bin * sampleRateHz) / (2 * (bins - 1));
      const height = Math.min((hz - low) / (middle - low), (high - hz) / (high - middle));
      return (Math.max(0, height) * 2) / (high - low);
    });
    return sparse(row);
  });
}

/** A full row of a filter matrix without the zeros around its triangle. */
export function sparse(row: readonly number[]): MelFilter {
  const firstBin = Math.max(
    0,
    row.findIndex((weight) => weight !== 0),
  );
  const end = row.findLastIndex((weight) => weight !== 0) + 1;
  return { firstBin, weights: Float64Array.from(row.slice(firstBin, end)) };
}
