import { int16View } from '@dubbing/common';
import { WhisperFeatureExtractor } from '@huggingface/transformers';
import { expect } from 'chai';
import { LogMel } from '../../../../src/asr/onnx/log-mel/log-mel.js';
import { hasSharedAudio, recordings, sharedPcm } from '../../../support/shared-audio.js';
import { skip } from '../../../support/skip.js';
import { tone } from '../../../support/tone.js';

const samplesOf = (pcm: Buffer): Float32Array => Float32Array.from(int16View(pcm), (sample) => sample / 32_768);

/** The largest difference from the features that Hugging Face's own extractor computes. */
async function differenceFromHub(samples: Float32Array, bands: number): Promise<number> {
  const shape = { bands, frameSamples: 400, hopSamples: 160, windowSamples: 480_000, sampleRateHz: 16_000 };
  const extractor = new WhisperFeatureExtractor({
    feature_size: bands,
    hop_length: 160,
    n_fft: 400,
    n_samples: 480_000,
    nb_max_frames: 3000,
    sampling_rate: 16_000,
  });
  const { input_features: theirs } = await extractor._call(samples);
  const logMel = new LogMel(shape);
  const ours = logMel.createFeatures();
  logMel.compute(samples, ours);
  expect(theirs.dims).to.deep.equal([1, bands, 3000]);
  const reference = theirs.data as Float32Array;
  return ours.reduce((worst, value, at) => Math.max(worst, Math.abs(value - (reference[at] ?? Number.NaN))), 0);
}

/** A sweep over all bands with noise of a fixed seed, louder and softer in turns. */
function sweep(durationS: number): Float32Array {
  let seed = 1;
  return Float32Array.from({ length: Math.round(durationS * 16_000) }, (_, i) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const noise = seed / 2_147_483_648 - 0.5;
    return (0.5 * Math.sin(i * 0.02 + i * i * 3e-6) + 0.02 * noise) * Math.sin(i * 0.0004) ** 2;
  });
}

describe('LogMel beside @huggingface/transformers', function () {
  this.timeout(60_000);

  for (const bands of [80, 128]) {
    it(`computes the same ${bands} bands of a sweep that is short`, async () => {
      expect(await differenceFromHub(sweep(2.345), bands)).to.be.below(1e-5);
    });

    it(`computes the same ${bands} bands of a sweep that fills the window`, async () => {
      expect(await differenceFromHub(sweep(30), bands)).to.be.below(1e-5);
    });
  }

  it('computes the same of silence, of a click, of a full-scale tone and of one that ends within the last frame', async () => {
    const click = new Float32Array(16_000);
    click[8000] = 1;
    for (const samples of [new Float32Array(16_000), click, tone(997, 1000, 16_000, 1), tone(997, 29_995, 16_000)]) {
      expect(await differenceFromHub(samples, 80)).to.be.below(1e-5);
    }
  });

  it('computes the same of recorded speech, music and noise', async function () {
    if (!hasSharedAudio()) skip(this, 'there are no recordings beside the repository');
    const names = [...recordings().map(({ name }) => name), 'music-noise-speech/lamartine.wav', 'noise/noise5.wav'];
    for (const name of names) {
      expect(await differenceFromHub(samplesOf(sharedPcm(name)), 80), name).to.be.below(1e-5);
    }
  });
});
