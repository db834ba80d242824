import { expect } from 'chai';
import { hearSentences } from '../../../../src/probe/dub/sentences.js';
import { soundRun } from '../../../../src/probe/sound/sound.js';
import { clipManifest } from '../../../support/clip.js';

const RATE = 48_000;
const manifest = {
  ...clipManifest,
  offsetMs: 0,
  sentences: [{ index: 0, section: '', voice: 'slt' as const, text: '', expect: {}, startMs: 1_000, endMs: 3_000 }],
};
const tone = (frequencyHz: number, amplitude: number): Float32Array =>
  Float32Array.from({ length: 16 * RATE }, (_, n) => amplitude * Math.sin((2 * Math.PI * frequencyHz * n) / RATE));
const hear = (recorded: Float32Array) =>
  hearSentences([soundRun(500, recorded)], [soundRun(0, tone(300, 0.1))], manifest, 500)[0];

describe('what is heard in the place of a sentence', () => {
  it('tells the original, even if it is softer', () => {
    expect(hear(tone(300, 0.05))).to.include({ heard: 'original', index: 0, atMs: 1_500 });
  });

  it('tells another voice', () => {
    expect(hear(tone(470, 0.1))?.heard).to.equal('dub');
  });

  it('tells when nobody speaks', () => {
    expect(hear(tone(470, 0.005))?.heard).to.equal('nothing');
  });
});
