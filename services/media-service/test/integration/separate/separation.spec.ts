import { createLogger, int16View } from '@dubbing/common';
import { expect } from 'chai';
import { openSeparator } from '../../../src/separate/separator.js';
import { decodeSound } from '../../support/decode-sound.js';
import { blocksOf } from '../../support/sound.js';
import { measureSeparation, type Separation } from '../../support/separation-measure.js';
import { sharedFile } from '../../support/shared-files.js';

const SECOND = 48_000;
const LENGTH = 8 * SECOND;
const logger = createLogger({ service: 'test', level: 'silent', write: () => undefined });

/** The left channel, from `fromSeconds` on, at an RMS of `level` of full scale. */
function monoOf(path: string, fromSeconds: number, level: number): Int16Array {
  const stereo = decodeSound(path);
  if (stereo === undefined) throw new Error(`${path} cannot be decoded here`);
  const frames = stereo.length / 2 - fromSeconds * SECOND;
  const mono = Float64Array.from({ length: LENGTH }, (_, i) => stereo[2 * (fromSeconds * SECOND + (i % frames))]!);
  const rms = Math.sqrt(mono.reduce((sum, value) => sum + value * value, 0) / LENGTH);
  return Int16Array.from(mono, (value) => Math.round((value * level * 32_768) / rms));
}

async function separate(model: string, speech: Int16Array, bed: Int16Array): Promise<Separation> {
  const stereo = new Int16Array(2 * LENGTH);
  for (let i = 0; i < LENGTH; i++) stereo[2 * i] = stereo[2 * i + 1] = speech[i]! + bed[i]!;
  const fail = (error: Error): void => {
    throw error;
  };
  const separator = await openSeparator({ model, logger, onError: fail, maxBacklogMs: 60_000 });
  const blocks = blocksOf(stereo, 0n, () => 4800);
  for (const block of blocks) separator.push(block);
  await separator.flush();
  await separator.close();
  expect(separator.separatedBlocks).to.equal(blocks.length);
  const output = new Int16Array(LENGTH);
  blocks.forEach((block, index) => {
    const made = int16View(block.bed!);
    for (let i = 0; i < made.length / 2; i++) output[4800 * index + i] = made[2 * i]!;
  });
  return measureSeparation(speech, bed, output);
}

describe('Separation with real models', function () {
  this.timeout(120_000);
  const voice = sharedFile('audio/librivox-austen/sense_and_sensibility_01_austen_64kb-0870.wav');
  const music = sharedFile('audio/music-noise-speech/musanmix.mp3');
  const noise = sharedFile('audio/noise/noise5.wav');
  const models = { gtcrn: sharedFile('models/gtcrn/gtcrn_simple.onnx'), dtln: sharedFile('models/dtln') };

  for (const [name, model] of Object.entries(models)) {
    it(`${name} leaves little of the speech and most of the bed`, async function () {
      if (voice === undefined || music === undefined || noise === undefined || model === undefined) {
        console.log('      skipped: the sounds and models of the shared folder are not here');
        this.skip();
      }
      // 5 dB between the two, as under a commentator in a loud arena.
      const speech = monoOf(voice, 0, 0.05);
      for (const bed of [monoOf(music, 1, 0.028), monoOf(noise, 0, 0.028)]) {
        const { speechLeftDb, bedKeptDb } = await separate(model, speech, bed);
        expect(speechLeftDb).to.be.below(-14);
        expect(bedKeptDb).to.be.within(-6, 0.5);
      }
    });
  }

  it('refuses one half of DTLN and says what is needed', async function () {
    if (models.dtln === undefined) this.skip();
    const opened = openSeparator({ model: `${models.dtln}/model_1.onnx`, logger, onError: () => undefined });
    const error: unknown = await opened.catch((cause: unknown) => cause);
    expect(error).to.include({ code: 'SEPARATION_MODEL_INVALID' });
    expect(error)
      .to.have.property('message')
      .that.matches(/name the folder/);
  });
});
