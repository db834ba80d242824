import { expect } from 'chai';
import { addedClicks } from '../../../../src/probe/sound/added-clicks.js';
import { findClicks } from '../../../../src/probe/sound/clicks.js';
import { withSound } from '../../../../src/probe/sound/decode.js';
import { soundRun } from '../../../../src/probe/sound/sound.js';
import { runTool } from '../../../../src/process/run-tool.js';
import { beep } from '../../../../src/programme/sound/beep.js';
import { clipSound } from '../../../support/clip.js';
import { drums, mix, noise, RATE_HZ, seconds, sharedSound, sine, voice } from '../../../support/sounds.js';
import { withWav } from '../../../support/wav.js';

const clicksIn = (samples: Float32Array) => findClicks([soundRun(0, samples)]);
const TEXT = 'Take the big box to the dock, tap it twice, pick up the packet and cut the cake.';

/** Each at a sample, as a fault at a join of two pieces leaves it. */
const plants: [string, (samples: Float32Array, at: number) => void][] = [
  [
    'a step',
    (samples, at) => samples.forEach((value, n) => n >= at && (samples[n] = value + 0.2 * Math.exp(-(n - at) / 1_000))),
  ],
  ['5 ms left out', (samples, at) => samples.copyWithin(at, at + 240)],
  ['3 ms of zeros', (samples, at) => samples.fill(0, at, at + 144)],
  ['20 ms repeated', (samples, at) => samples.copyWithin(at, at - 960, at)],
];

/** Where the signal is far from zero, so that a cut through it leaves a jump. */
function loudPlace(samples: Float32Array, fromS: number): number {
  const from = Math.round(fromS * RATE_HZ);
  let best = from;
  for (let n = from; n < from + RATE_HZ / 5; n += 1)
    if (Math.abs(samples[n] ?? 0) > Math.abs(samples[best] ?? 0)) best = n;
  return best;
}

describe('clicks', () => {
  const clean: [string, () => Promise<Float32Array> | Float32Array][] = [
    ['a voice with many plosives', () => voice('rms', TEXT)],
    ['another voice', () => voice('slt', TEXT)],
    ['a low voice', () => voice('awb', TEXT)],
    ['white noise', () => noise(8, 0.3)],
    ['soft noise', () => noise(4, 0.01)],
    ['drums', () => drums(10)],
    ['a beep over nothing', () => mix([noise(3, 0)], [beep(), 1])],
    ['a beep that begins and ends at once', () => mix([noise(3, 0)], [sine(0.1, 1_000, 0.125), 1])],
    ['a beep over noise', () => mix([noise(3, 0.01)], [beep(), 1])],
    ['the music of the programme with its beeps', () => clipSound().left],
    ['digital silence', () => new Float32Array(RATE_HZ)],
    ['a voice that is faded in and out', async () => mix([noise(6, 0)], [await voice('rms', TEXT), 1, 0.8])],
  ];
  for (const [what, make] of clean) {
    it(`are not in ${what}`, async () => {
      expect(clicksIn(await make())).to.deep.equal([]);
    });
  }

  for (const [what, plant] of plants) {
    it(`are found where there is ${what}`, async () => {
      const tone = sine(4, 330, 0.3);
      for (const samples of [mix([await voice('slt', TEXT)], [noise(5, 0.003)]), tone, drums(4)]) {
        const planted = samples.slice();
        const at = loudPlace(samples, 2.7);
        plant(planted, at);
        const found = clicksIn(planted);
        expect(found, `${samples.length}`).to.have.length(1);
        expect(found[0]?.atMs).to.be.closeTo((at * 1000) / RATE_HZ, 21);
        expect(found[0]?.sizeDb).to.be.within(17, 60);
      }
    });
  }
  it('are told with their channel', () => {
    const left = noise(2, 0.05);
    const right = noise(2, 0.05, 2);
    right[RATE_HZ] = 0.9;
    const found = findClicks([soundRun(500, left, right)]);
    expect(found.map(({ atMs, channel }) => [Math.round(atMs), channel])).to.deep.equal([[1_500, 'right']]);
  });

  it('are larger the further they stand out', () => {
    const sizes = [0.1, 0.2, 0.4].map((step) => {
      const samples = noise(2, 0.01);
      samples[RATE_HZ] = step;
      return clicksIn(samples)[0]?.sizeDb ?? 0;
    });
    expect((sizes[1] ?? 0) - (sizes[0] ?? 0)).to.be.closeTo(6, 1);
    expect((sizes[2] ?? 0) - (sizes[1] ?? 0)).to.be.closeTo(6, 1);
  });

  it('of the reference are not told again', () => {
    const reference = noise(4, 0.02);
    reference[RATE_HZ] = 0.5;
    const output = reference.map((value) => value * 0.7);
    output[3 * RATE_HZ] = 0.5;
    const runs = [soundRun(2_000, output)];
    const added = addedClicks(findClicks(runs), [soundRun(0, reference)], 2_000);
    expect(added.map(({ atMs }) => Math.round(atMs))).to.deep.equal([5_000]);
  });

  it('are found through AAC in most places, and AAC makes none', async () => {
    const samples = mix([await voice('slt', TEXT)], [noise(5, 0.003)]);
    const planted = samples.slice();
    const places = [0.7, 1.4, 2.1, 2.8, 3.5, 4.2].map((atS) => loudPlace(samples, atS));
    for (const at of places) plants[2]?.[1](planted, at);
    const [clean = [], found = []] = await Promise.all(
      [samples, planted].map((one) =>
        withWav([one, one], async (file) => {
          await runTool('ffmpeg', ['-v', 'error', '-i', file, '-c:a', 'aac', '-b:a', '128k', `${file}.mp4`]);
          return withSound(`${file}.mp4`, (runs) => findClicks(runs));
        }),
      ),
    );
    expect(clean).to.deep.equal([]);
    const hits = places.filter((at) => found.some(({ atMs }) => Math.abs(atMs - (at * 1000) / RATE_HZ) < 8));
    expect(hits.length).to.be.at.least(4);
    expect(found.length).to.equal(hits.length);
  });

  describe('in recordings of people, music and noise', () => {
    for (const path of [
      'librivox-austen/sense_and_sensibility_01_austen_64kb-0870.wav',
      'librivox-austen/sense_and_sensibility_01_austen_64kb-0920.wav',
      'librispeech-two-speakers/6930-75918-0000.flac',
      'music-noise-speech/lamartine.wav',
      'music-noise-speech/musanmix.mp3',
      'noise/noise2.wav',
      'noise/noise3.wav',
      'noise/train.wav',
    ]) {
      it(`are not in ${path}`, async function () {
        const samples = await sharedSound(path);
        if (samples === undefined) return this.skip();
        expect(clicksIn(seconds(samples, 0, 40))).to.deep.equal([]);
      });
    }

    it('are found where they are planted, in four of five places at least', async function () {
      const samples = await sharedSound('music-noise-speech/musanmix.mp3');
      if (samples === undefined) return this.skip();
      const places = Array.from({ length: 20 }, (_, n) => loudPlace(samples, 40 + 1.5 * n));
      const planted = samples.slice();
      places.forEach((at, index) => plants[index % 3]?.[1](planted, at));
      const found = clicksIn(seconds(planted, 38, 74)).map(({ atMs }) => ((atMs + 38_000) * RATE_HZ) / 1000);
      const hits = places.filter((at) => found.some((place) => Math.abs(place - at) < RATE_HZ / 100));
      expect(hits.length).to.be.at.least(16);
      expect(found.length - hits.length).to.be.at.most(1);
    });
  });
});
