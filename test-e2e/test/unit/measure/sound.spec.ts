import { expect } from 'chai';
import type { FlvTag } from '../../../src/flv/tag.js';
import { bedLevels } from '../../../src/measure/bed.js';
import { levelDb } from '../../../src/measure/level.js';
import { measureLoudness } from '../../../src/measure/loudness.js';
import { longestSilence } from '../../../src/measure/silence.js';
import { similarity } from '../../../src/measure/similarity.js';
import { decodeSound, sliceSound, type SoundRun } from '../../../src/measure/sound.js';
import { encodeAudio } from '../../../src/programme/encode/audio.js';
import { clipAudio, clipManifest, clipSound, clipVideo, withFlv } from '../../support/clip.js';

const decode = async (audio: readonly FlvTag[]): Promise<SoundRun[]> => withFlv(await clipVideo(), audio, decodeSound);

describe('what is measured of the sound', () => {
  it('keeps the time of every sample', async () => {
    const runs = await decode(await clipAudio());
    expect(runs).to.have.length(1);
    expect(runs[0]?.startMs).to.be.closeTo(clipManifest.offsetMs, 0.5);
    expect(runs[0]?.samples).to.have.length(16 * 48_000);
  });

  it('decodes to what was encoded, in its place', async () => {
    const { left, right } = clipSound();
    const original = left.map((value, n) => (value + (right[n] ?? 0)) / 2).slice(4 * 48_000, 6 * 48_000);
    const decoded = sliceSound(
      await decode(await clipAudio()),
      4_000 + clipManifest.offsetMs,
      6_000 + clipManifest.offsetMs,
    );
    expect(similarity(decoded, original)).to.be.greaterThan(0.99);
  });

  it('finds no silence in the clean clip', async () => {
    expect(longestSilence(await decode(await clipAudio())).durationMs).to.equal(0);
  });

  it('finds a planted silence and its length', async () => {
    const track = clipSound();
    for (const channel of [track.left, track.right]) channel.fill(0, 8 * 48_000, 8.7 * 48_000);
    const { startMs, durationMs } = longestSilence(await decode(await encodeAudio(track)));
    expect(startMs).to.be.closeTo(8_000 + clipManifest.offsetMs, 45);
    expect(durationMs).to.be.closeTo(700, 60);
  });

  it('counts packets that are missing as silence', async () => {
    const audio = (await clipAudio()).filter(({ timestampMs }) => timestampMs < 9_000 || timestampMs >= 9_500);
    const runs = await decode(audio);
    expect(runs).to.have.length(2);
    expect(longestSilence(runs).durationMs).to.be.closeTo(500, 45);
  });

  it('counts silence at the very end', () => {
    const runs = [{ startMs: 0, samples: new Float32Array(48_000) }];
    expect(longestSilence(runs).durationMs).to.be.closeTo(1_000, 20);
  });

  it('finds a bed that was turned down by 10 dB', async () => {
    const track = clipSound();
    for (const channel of [track.left, track.right])
      channel.forEach((value, n) => (channel[n] = value * 10 ** (-10 / 20)));
    const [original, turnedDown] = [await decode(await clipAudio()), await decode(await encodeAudio(track))];
    const report = bedLevels(turnedDown, original, clipManifest, clipManifest.offsetMs);
    expect(report.differenceDb).to.be.closeTo(-10, 0.3);
    expect(report.pauses).to.be.greaterThan(80);
  });

  it('measures loudness', async () => {
    const { integratedLufs, truePeakDb } = await withFlv(await clipVideo(), await clipAudio(), measureLoudness);
    expect(integratedLufs).to.be.within(-45, -25);
    expect(truePeakDb).to.be.within(-20, -12);
  });

  it('gives zeros where nothing was recorded', () => {
    const slice = sliceSound([{ startMs: 10, samples: new Float32Array(48).fill(1) }], 9, 12);
    expect(slice).to.have.length(144);
    expect([slice[47], slice[48], slice[95], slice[96]]).to.deep.equal([0, 1, 1, 0]);
    expect(levelDb(new Float32Array(10))).to.equal(Number.NEGATIVE_INFINITY);
  });
});
