import { int16View } from '@dubbing/common';
import { expect } from 'chai';
import { VoiceRemover } from '../../../src/separate/voice-remover.js';
import { largestDifference } from '../../support/mixing.js';
import { integerBetween, seededRandom } from '../../support/random.js';
import { ScriptedEstimator } from '../../support/scripted-estimator.js';
import { blocksOf, noise, sine } from '../../support/sound.js';

const SECOND = 48_000;

async function remove(stereo: Int16Array, estimator: ScriptedEstimator, lengths: () => number): Promise<Int16Array> {
  const remover = new VoiceRemover(estimator);
  const whole = new Int16Array(stereo.length);
  let at = 0;
  const write = (pieces: Int16Array[]): void => {
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
  };
  for (const { pcm } of blocksOf(stereo, 0n, lengths)) write(await remover.push(int16View(pcm)));
  write(await remover.flush());
  expect(at).to.equal(stereo.length);
  return whole;
}

function stereoNoise(seed: number, frames: number): Int16Array {
  return noise(seededRandom(seed), 0.5, 2 * frames);
}

const energy = (samples: Int16Array): number => samples.reduce((sum, value) => sum + value * value, 0);

describe('VoiceRemover', () => {
  for (const delayFrames of [0, 3]) {
    it(`gives back what holds no speech, sample for sample, with estimates ${delayFrames} frames late`, async () => {
      const random = seededRandom(delayFrames);
      for (const frames of [SECOND, 100, 768, 5001]) {
        const sound = stereoNoise(frames, frames);
        const out = await remove(sound, new ScriptedEstimator(() => 0, delayFrames), () =>
          integerBetween(random, 1, 4800),
        );
        expect(largestDifference(out, sound)).to.be.at.most(1);
      }
    });
  }

  it('takes out what is speech in both channels, and what lies above 8 kHz with it', async () => {
    const voice = noise(seededRandom(1), 0.3, SECOND);
    const panned = new Int16Array(2 * SECOND);
    voice.forEach((value, i) => {
      panned[2 * i] = value;
      panned[2 * i + 1] = Math.round(value / 3);
    });
    const out = await remove(panned, new ScriptedEstimator(() => 1), () => 4800);
    const later = (samples: Int16Array): Int16Array => samples.subarray(SECOND / 2);
    expect(10 * Math.log10(energy(later(out)) / energy(later(panned)))).to.be.below(-40);
  });

  it('leaves what stands elsewhere between the channels', async () => {
    const voice = sine(700, 0.3, SECOND);
    const sides = noise(seededRandom(2), 0.2, SECOND);
    const stereo = new Int16Array(2 * SECOND);
    for (let i = 0; i < SECOND; i++) {
      stereo[2 * i] = voice[i]! + sides[i]!;
      stereo[2 * i + 1] = voice[i]! - sides[i]!;
    }
    const out = await remove(stereo, new ScriptedEstimator(() => 1), () => 4800);
    let [difference, total] = [0, 0];
    for (let i = 4800; i < SECOND; i++) {
      difference += ((out[2 * i]! - out[2 * i + 1]!) / 2 - sides[i]!) ** 2;
      total += sides[i]! ** 2;
    }
    expect(10 * Math.log10(difference / total)).to.be.below(-15);
  });

  it('keeps the level of the bed up under speech', async () => {
    const sound = stereoNoise(3, 2 * SECOND);
    const out = await remove(sound, new ScriptedEstimator((frame) => (frame < 63 ? 0 : 1)), () => 4800);
    const from = 3 * SECOND;
    expect(10 * Math.log10(energy(out.subarray(from)) / energy(sound.subarray(from)))).to.be.within(-9, -1);
  });

  it('starts afresh after a flush', async () => {
    const estimator = new ScriptedEstimator(() => 0, 3);
    const remover = new VoiceRemover(estimator);
    const sound = stereoNoise(4, 2000);
    for (let round = 0; round < 2; round++) {
      const pieces = [...(await remover.push(sound)), ...(await remover.flush())];
      const out = Int16Array.from(pieces.flatMap((piece) => [...piece]));
      expect(out.length).to.equal(sound.length);
      expect(largestDifference(out, sound)).to.be.at.most(1);
    }
    expect(estimator.resets).to.equal(2);
  });
});
