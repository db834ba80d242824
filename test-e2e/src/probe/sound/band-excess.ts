import { dbOf } from './level.js';
import { hann } from './prediction.js';
import { samplesOf } from './sound.js';

/** 1.3 ms: as short as a click is, and long enough to tell bands of 750 Hz apart. */
const FRAME = 64;
/** 4.5 to 7.5 kHz. Ears are keen there and voices soft, and every codec keeps it. */
const FIRST_BIN = 6;
const LAST_BIN = 10;
/** The strongest moment is looked for this far to either side, in steps of an eighth of a millisecond. */
const REACH = 36;
const STEP = 6;
const NEAR_MS = 6;
const FAR_MS = 25;
const SURROUND_STEP_MS = 0.5;
/** As many moments of the neighbourhood may be stronger than what is called usual there: one in ten. */
const RANK = 7;

const window = hann(FRAME);
const bins = Array.from({ length: LAST_BIN - FIRST_BIN + 1 }, (_, index) =>
  Array.from({ length: FRAME }, (_, n) => {
    const angle = (2 * Math.PI * (FIRST_BIN + index) * n) / FRAME;
    return { cos: (window[n] ?? 0) * Math.cos(angle), sin: (window[n] ?? 0) * Math.sin(angle) };
  }),
);

/**
 * How far a moment stands out of the 6 to 25 ms around it between 4.5 and 7.5 kHz, in dB. A jump in the samples does in every
 * band that the sound around it does not fill; what a codec adds to a burst does so only where there was nothing.
 */
export function bandExcessDb(samples: Float32Array, at: number): number {
  const around: number[] = [];
  for (let ms = NEAR_MS; ms < FAR_MS; ms += SURROUND_STEP_MS)
    around.push(bandLevel(samples, at - samplesOf(ms)), bandLevel(samples, at + samplesOf(ms)));
  const usual = around.sort((a, b) => b - a)[RANK] ?? 0;
  let strongest = 0;
  for (let shift = -REACH; shift <= REACH; shift += STEP)
    strongest = Math.max(strongest, bandLevel(samples, at + shift));
  return dbOf(strongest / Math.max(usual, Number.MIN_VALUE));
}

/** Amplitude in the band, in a unit of its own, of the frame around a sample. */
function bandLevel(samples: Float32Array, centre: number): number {
  const first = centre - FRAME / 2;
  let power = 0;
  for (const bin of bins) {
    let [re, im] = [0, 0];
    bin.forEach(({ cos, sin }, n) => {
      const value = samples[first + n] ?? 0;
      re += value * cos;
      im += value * sin;
    });
    power += re * re + im * im;
  }
  return Math.sqrt(power);
}
