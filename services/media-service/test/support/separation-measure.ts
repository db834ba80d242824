import { Fft } from '../../src/separate/fft.js';

const FRAME = 1536;
const HOP = 768;
/** Speech and bed are told apart in tiles of 8 bins (250 Hz) and 8 frames (128 ms). */
const TILE_BINS = 8;
const TILE_FRAMES = 8;

export interface Separation {
  /** Power of the speech that is left, against the speech that was there, in dB. */
  readonly speechLeftDb: number;
  /** Power of the bed that is left, against the bed that was there, in dB. */
  readonly bedKeptDb: number;
}

/**
 * What became of speech and bed in a sound that was made of both. In every tile of time and frequency the output is
 * fitted (least squares) by the two as they were, output ≈ a · speech + b · bed with real a and b; a² and b², weighted by
 * the power of each, are what is left. It knows nothing of how the output was made.
 *
 * @param speech @param bed @param output mono at 48 kHz, equally long and aligned
 */
export function measureSeparation(speech: Int16Array, bed: Int16Array, output: Int16Array): Separation {
  const spectra = [speech, bed, output].map(spectraOf);
  const [speechFrames, bedFrames, outputFrames] = spectra as [Frames, Frames, Frames];
  let [speechLeft, speechTotal, bedLeft, bedTotal] = [0, 0, 0, 0];
  for (let frame = 0; frame + TILE_FRAMES <= speechFrames.length; frame += TILE_FRAMES) {
    for (let bin = 1; bin + TILE_BINS <= FRAME / 2; bin += TILE_BINS) {
      let [ss, bb, sb, so, bo] = [0, 0, 0, 0, 0];
      for (let f = frame; f < frame + TILE_FRAMES; f++) {
        const [s, b, o] = [speechFrames[f]!, bedFrames[f]!, outputFrames[f]!];
        for (let k = bin; k < bin + TILE_BINS; k++) {
          ss += s.re[k]! ** 2 + s.im[k]! ** 2;
          bb += b.re[k]! ** 2 + b.im[k]! ** 2;
          sb += s.re[k]! * b.re[k]! + s.im[k]! * b.im[k]!;
          so += s.re[k]! * o.re[k]! + s.im[k]! * o.im[k]!;
          bo += b.re[k]! * o.re[k]! + b.im[k]! * o.im[k]!;
        }
      }
      const determinant = ss * bb - sb * sb;
      if (determinant <= 1e-6 * ss * bb) continue;
      speechLeft += ((so * bb - bo * sb) / determinant) ** 2 * ss;
      bedLeft += ((bo * ss - so * sb) / determinant) ** 2 * bb;
      speechTotal += ss;
      bedTotal += bb;
    }
  }
  return {
    speechLeftDb: 10 * Math.log10(speechLeft / speechTotal),
    bedKeptDb: 10 * Math.log10(bedLeft / bedTotal),
  };
}

type Frames = readonly { readonly re: Float64Array; readonly im: Float64Array }[];

function spectraOf(samples: Int16Array): Frames {
  const fft = new Fft(FRAME);
  return Array.from({ length: Math.max(0, Math.floor((samples.length - FRAME) / HOP)) }, (_, index) => {
    const re = Float64Array.from({ length: FRAME }, (__, n) => {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / FRAME);
      return samples[index * HOP + n]! * window;
    });
    const im = new Float64Array(FRAME);
    fft.forward(re, im);
    return { re, im };
  });
}
