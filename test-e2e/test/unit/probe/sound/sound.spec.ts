import { expect } from 'chai';
import type { FlvTag } from '../../../../src/flv/tag.js';
import { bedLevels } from '../../../../src/probe/dub/bed-in-pauses.js';
import { withSound } from '../../../../src/probe/sound/decode.js';
import { levelDb } from '../../../../src/probe/sound/level.js';
import { longestSilence } from '../../../../src/probe/sound/silence.js';
import { similarity } from '../../../../src/probe/sound/similarity.js';
import { piecesOf, sliceSound, soundRun, type SoundRun } from '../../../../src/probe/sound/sound.js';
import { encodeAudio } from '../../../../src/programme/encode/audio.js';
import { clipAudio, clipManifest, clipSound, clipVideo, withFlv } from '../../../support/clip.js';

const heard = async <T>(audio: readonly FlvTag[], use: (runs: readonly SoundRun[]) => T | Promise<T>): Promise<T> =>
  withFlv(await clipVideo(), audio, (file) => withSound(file, use));

describe('decoded sound', () => {
  it('keeps the time of every sample', async () => {
    await heard(await clipAudio(), (runs) => {
      expect(runs).to.have.length(1);
      expect(runs[0]?.startMs).to.be.closeTo(clipManifest.offsetMs, 0.5);
      expect(runs[0]?.length).to.equal(16 * 48_000);
    });
  });

  it('is what was encoded, in its place, on either channel', async () => {
    const { left, right } = clipSound();
    const [fromMs, toMs] = [4_000 + clipManifest.offsetMs, 6_000 + clipManifest.offsetMs];
    const original = { left, right, mid: left.map((value, n) => (value + (right[n] ?? 0)) / 2) };
    await heard(await clipAudio(), (runs) => {
      for (const channel of ['left', 'right', 'mid'] as const) {
        const encoded = original[channel].slice(4 * 48_000, 6 * 48_000);
        expect(similarity(sliceSound(runs, fromMs, toMs, channel), encoded)).to.be.greaterThan(0.99);
      }
    });
  });

  it('is cut where packets are missing', async () => {
    const audio = (await clipAudio()).filter(({ timestampMs }) => timestampMs < 9_000 || timestampMs >= 9_500);
    await heard(audio, (runs) => {
      expect(runs).to.have.length(2);
      expect(longestSilence(runs).durationMs).to.be.closeTo(500, 45);
    });
  });

  it('lets a bed be found that was turned down by 10 dB', async () => {
    const track = clipSound();
    for (const channel of [track.left, track.right])
      channel.forEach((value, n) => (channel[n] = value * 10 ** (-10 / 20)));
    const turnedDownTags = await encodeAudio(track);
    const report = await heard(await clipAudio(), (original) =>
      heard(turnedDownTags, (turnedDown) => bedLevels(turnedDown, original, clipManifest, clipManifest.offsetMs)),
    );
    expect(report.differenceDb).to.be.closeTo(-10, 0.3);
    expect(report.pauses).to.be.greaterThan(80);
  });

  it('is zeros where nothing was recorded', () => {
    const slice = sliceSound([soundRun(10, new Float32Array(48).fill(1))], 9, 12);
    expect(slice).to.have.length(144);
    expect([slice[47], slice[48], slice[95], slice[96]]).to.deep.equal([0, 1, 1, 0]);
    expect(levelDb(new Float32Array(10))).to.equal(Number.NEGATIVE_INFINITY);
  });

  it('comes in pieces that overlap as asked and end with the run', () => {
    const run = soundRun(
      100,
      Float32Array.from({ length: 100 }, (_, n) => n),
    );
    const pieces = [...piecesOf(run, 40, 'mid', 10)];
    expect(pieces.map(({ at, samples }) => [at, samples[0], samples.at(-1)])).to.deep.equal([
      [0, 0, 39],
      [30, 30, 69],
      [60, 60, 99],
    ]);
    expect(pieces[1]?.startMs).to.equal(100 + 30 / 48);
  });
});
