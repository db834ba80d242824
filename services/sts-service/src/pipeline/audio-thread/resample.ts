/** Zero crossings of the sinc on each side of its centre. More of them make a steeper filter. */
const zeroCrossings = 32;
/** About 90 dB of stop-band attenuation (Kaiser and Schafer, 1980). */
const kaiserBeta = 9;
/** Middle of the transition band (-6 dB), as a part of the lower Nyquist frequency, where it ends. */
const cutoffFraction = 0.92;
/** Pairs of rates whose filters are kept. A stream has one or two. */
const mostBanks = 4;

/** The filters of one pair of rates, one for each place that an output can have between two inputs. */
interface FilterBank {
  /** Outputs per period, after which the places repeat. */
  readonly phases: number;
  /** Inputs per period. */
  readonly step: number;
  /** Inputs on each side of an output that it hears. */
  readonly reach: number;
  readonly cutoff: number;
  /** Each is made when it is first needed. */
  readonly filters: (Float32Array | undefined)[];
}

const banks = new Map<string, FilterBank>();

function bankFor(fromHz: number, toHz: number): FilterBank {
  const key = `${fromHz} ${toHz}`;
  const known = banks.get(key);
  if (known !== undefined) return known;
  const [oldest] = banks.keys();
  if (banks.size >= mostBanks && oldest !== undefined) banks.delete(oldest);
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const cutoff = Math.min(1, toHz / fromHz) * cutoffFraction;
  const phases = toHz / divisor;
  const filters = Array.from<Float32Array | undefined>({ length: phases });
  const bank = { phases, step: fromHz / divisor, reach: Math.ceil(zeroCrossings / cutoff), cutoff, filters };
  banks.set(key, bank);
  return bank;
}

/** A Kaiser-windowed sinc around the place `phase / phases` after the input in its middle. */
function makeFilter({ phases, reach, cutoff }: FilterBank, phase: number): Float32Array {
  const filter = new Float32Array(2 * reach);
  for (let tap = 0; tap < filter.length; tap++) {
    const x = (tap - (reach - 1) - phase / phases) * cutoff;
    const inWindow = 1 - (x / zeroCrossings) ** 2;
    if (inWindow < 0) continue;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    filter[tap] = (cutoff * sinc * besselI0(kaiserBeta * Math.sqrt(inWindow))) / besselI0(kaiserBeta);
  }
  return filter;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Modified Bessel function of the first kind, order zero, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Samples that `length` samples become at another rate. */
export function resampledLength(length: number, fromHz: number, toHz: number): number {
  return Math.round((length * toHz) / fromHz);
}

/**
 * The samples at another rate, band-limited to the lower of the two Nyquist frequencies
 * (J. O. Smith, "Digital Audio Resampling"). The first samples of both fall together: there is
 * no delay to compensate. What lies beyond the ends counts as silence.
 */
export function resample(input: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return input;
  const bank = bankFor(fromHz, toHz);
  const { phases, step, reach, filters } = bank;
  const output = new Float32Array(resampledLength(input.length, fromHz, toHz));
  let whole = 0;
  let phase = 0;
  for (let n = 0; n < output.length; n++) {
    const filter = (filters[phase] ??= makeFilter(bank, phase));
    const first = whole - (reach - 1);
    const end = Math.min(filter.length, input.length - first);
    let sum = 0;
    for (let tap = Math.max(0, -first); tap < end; tap++) {
      sum += (input[first + tap] as number) * (filter[tap] as number);
    }
    output[n] = sum;
    // Whole numbers keep the place exact however long the sound is.
    phase += step;
    whole += Math.floor(phase / phases);
    phase %= phases;
  }
  return output;
}
