import { createRequire } from 'node:module';
import { DubbingError } from '@dubbing/common';
import { expect } from 'chai';
import { SpeechGate } from '../../../src/asr/speech-gate.js';
import { openOnnxSession } from '../../../src/onnx/session.js';
import { SileroVad } from '../../../src/onnx/silero.js';
import { speak } from '../../support/flite.js';
import { hasSharedAudio, recordings, sharedPcm } from '../../support/shared-audio.js';
import { needsPackages, skip } from '../../support/skip.js';

const never = new AbortController().signal;
const modelFile = createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx');

/** Mono, 16 kHz, s16le: noise from a fixed seed, or a chord when it is given frequencies. */
function synthetic(frequenciesHz: number[]): Buffer {
  const pcm = Buffer.alloc(3 * 16_000 * 2);
  let seed = 1;
  for (let i = 0; i < pcm.length / 2; i += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const noise = (seed / 2_147_483_648 - 0.5) * 8000;
    const chord = frequenciesHz.reduce((sum, hz) => sum + Math.sin((2 * Math.PI * hz * i) / 16_000) * 4000, 0);
    pcm.writeInt16LE(Math.round(frequenciesHz.length > 0 ? chord : noise), i * 2);
  }
  return pcm;
}

describe('the speech gate with Silero', function () {
  this.timeout(60_000);
  let gate: SpeechGate;

  before(async () => {
    const { session, provider } = await openOnnxSession(modelFile, 'auto');
    expect(provider).to.be.oneOf(['cpu', 'cuda']);
    gate = new SpeechGate(() => new SileroVad(session));
  });

  it('keeps out silence, noise and chords', async () => {
    expect(await gate.hasSpeech(Buffer.alloc(64_000), never), 'silence').to.equal(false);
    expect(await gate.hasSpeech(synthetic([]), never), 'noise').to.equal(false);
    expect(await gate.hasSpeech(synthetic([220, 277, 330]), never), 'chord').to.equal(false);
  });

  for (const voice of ['slt', 'rms', 'awb', 'kal16']) {
    it(`lets ${voice} pass, short words too`, async function () {
      needsPackages(this, 'flite');
      for (const text of ['Yes.', 'No.', 'Thank you.', 'The captain said that the team played very well.']) {
        expect(await gate.hasSpeech(speak(text, voice), never), text).to.equal(true);
      }
    });
  }

  it('keeps out recorded noise and music', async function () {
    if (!hasSharedAudio()) skip(this, 'there are no recordings beside the repository');
    needsPackages(this, 'ffmpeg');
    for (const name of ['noise2', 'noise3', 'noise5']) {
      expect(await gate.hasSpeech(sharedPcm(`noise/${name}.wav`), never), name).to.equal(false);
    }
    const mix = 'music-noise-speech/musanmix.mp3';
    expect(await gate.hasSpeech(sharedPcm(mix, { durationS: 22 }), never), 'music').to.equal(false);
    expect(await gate.hasSpeech(sharedPcm(mix, { fromS: 29, durationS: 23 }), never), 'noise').to.equal(false);
    expect(await gate.hasSpeech(sharedPcm(mix, { fromS: 63.5, durationS: 4 }), never), 'speech').to.equal(true);
  });

  it('lets recorded people pass', async function () {
    if (!hasSharedAudio()) skip(this, 'there are no recordings beside the repository');
    needsPackages(this, 'ffmpeg');
    for (const { name, file } of recordings()) {
      expect(await gate.hasSpeech(sharedPcm(file), never), name).to.equal(true);
    }
  });

  it('names a model that is not there', async () => {
    const error: unknown = await openOnnxSession('/no/such.onnx', 'cpu').catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(DubbingError).and.include({ code: 'MODEL_UNAVAILABLE', source: '/no/such.onnx' });
  });
});
