import { samplesToNs, type DubbingError } from '@dubbing/common';
import { expect } from 'chai';
import type { Fragment } from '../../../src/media/fragment.js';
import { Segmenter, type SegmenterOptions } from '../../../src/segment/segmenter.js';
import { ScriptedVad } from '../../../src/segment/testing/scripted-vad.js';
import { integerBetween, seededRandom } from '../../support/random.js';
import { blocksOf, noise, stereoOf } from '../../support/sound.js';

const SECOND = 48_000;

function build(script: (frame: number) => number, options: Partial<SegmenterOptions> = {}) {
  const fragments: Fragment[] = [];
  const errors: DubbingError[] = [];
  const detector = new ScriptedVad(script);
  const segmenter = new Segmenter({
    detector,
    onFragment: (fragment) => fragments.push(fragment),
    onError: (error) => errors.push(error),
    ...options,
  });
  return { segmenter, detector, fragments, errors };
}

describe('Segmenter', () => {
  it('covers every sample exactly once, with exact times, however the blocks fall', async () => {
    for (let seed = 1; seed <= 4; seed++) {
      const random = seededRandom(seed);
      const startPtsNs = BigInt(integerBetween(random, 0, 1e12));
      const stereo = stereoOf(noise(random, 0.3, 12 * SECOND));
      const { segmenter, fragments } = build((frame) => (Math.floor(frame / (20 + seed)) % 2 === 0 ? 0.9 : 0.1), {
        maxBacklogMs: 60_000,
      });
      for (const block of blocksOf(stereo, startPtsNs, () => integerBetween(random, 1, 4800))) segmenter.push(block);
      await segmenter.flush();
      expect(fragments[0]!.startPtsNs).to.equal(startPtsNs);
      fragments.forEach((fragment, index) => {
        expect(fragment.sequence).to.equal(index);
        if (index > 0) expect(fragment.startPtsNs).to.equal(fragments[index - 1]!.endPtsNs);
        const samples = fragment.pcm16k.length / 2;
        if (fragment.isSpeech) expect(samplesToNs(samples, 16_000)).to.equal(fragment.endPtsNs - fragment.startPtsNs);
        else expect(samples).to.equal(0);
      });
      expect(fragments.at(-1)!.endPtsNs).to.equal(startPtsNs + samplesToNs(12 * SECOND, 48_000));
      await segmenter.close();
    }
  });

  it('carries the sound of its own interval and its loudness', async () => {
    const stereo = new Int16Array(2 * 3 * SECOND);
    const amplitude = 8000;
    for (let i = 0; i < 2 * SECOND; i++) stereo[2 * SECOND + i] = Math.round(amplitude * Math.sin((i >> 1) / 20));
    const { segmenter, fragments } = build((frame) => (frame >= 31 && frame < 62 ? 0.9 : 0.1));
    for (const block of blocksOf(stereo, 0n, () => 1024)) segmenter.push(block);
    await segmenter.flush();
    const speech = fragments.filter((fragment) => fragment.isSpeech);
    expect(speech).to.have.lengthOf(1);
    expect(speech[0]!.startPtsNs).to.equal(792_000_000n);
    // Two channels add 3.01 dB; K-weighting takes 0.4 dB off at 382 Hz, and the scale begins at −0.691.
    expect(speech[0]!.speechLufs).to.be.closeTo(20 * Math.log10(amplitude / 32768 / Math.SQRT2) + 1.9, 0.2);
    expect(Math.abs(speech[0]!.pcm16k.readInt16LE(0))).to.be.below(50);
    await segmenter.close();
  });

  for (const probability of [0.9, 0.1]) {
    it(`ends the fragment at a jump of the source and goes on at the new time (speech ${probability})`, async () => {
      const { segmenter, detector, fragments } = build(() => probability);
      const blocks = blocksOf(stereoOf(noise(seededRandom(1), 0.3, SECOND)), 0n, () => 1024);
      for (const block of blocks) segmenter.push(block);
      for (const block of blocks) segmenter.push({ ...block, ptsNs: block.ptsNs + 5_000_000_000n });
      await segmenter.flush();
      expect(fragments.map(({ startPtsNs, endPtsNs }) => [startPtsNs, endPtsNs])).to.deep.equal([
        [0n, 1_000_000_000n],
        [5_000_000_000n, 6_000_000_000n],
      ]);
      expect(detector.resets).to.equal(2);
      await segmenter.close();
    });
  }

  it('follows a source whose timestamps run away from its samples, between the fragments with speech', async () => {
    const { segmenter, fragments } = build((frame) => (frame % 100 < 60 ? 0.9 : 0.1));
    const blocks = blocksOf(stereoOf(noise(seededRandom(1), 0.3, 60 * SECOND)), 0n, () => 4800);
    // One millisecond too slow every second.
    for (const [index, block] of blocks.entries()) {
      segmenter.push({ ...block, ptsNs: block.ptsNs + BigInt(index) * 100_000n });
      await segmenter.drained();
    }
    await segmenter.flush();
    fragments.forEach((fragment, index) => {
      if (index > 0) expect(fragment.startPtsNs).to.equal(fragments[index - 1]!.endPtsNs);
      if (!fragment.isSpeech) return;
      expect(samplesToNs(fragment.pcm16k.length / 2, 16_000)).to.equal(fragment.endPtsNs - fragment.startPtsNs);
    });
    expect(Number(fragments.at(-1)!.endPtsNs) / 1e6).to.be.within(60_040, 60_060);
    expect(fragments.filter(({ isSpeech }) => isSpeech).length).to.be.within(18, 20);
    await segmenter.close();
  });

  it('never promises a pause that is not one, and sees a long one before it is over', async () => {
    for (let seed = 1; seed <= 4; seed++) {
      const random = seededRandom(seed);
      // Stretches of 0.2 to 3 s of speech and of pause in turn.
      const speaks: boolean[] = [];
      while (speaks.length < 1000) {
        const length = integerBetween(random, 6, 90);
        const speech = speaks.at(-1) !== true;
        for (let i = 0; i < length; i++) speaks.push(speech);
      }
      const { segmenter, fragments } = build((frame) => (speaks[frame] === true ? 0.9 : 0.1));
      const promises: [number, bigint][] = [];
      let most = 0n;
      for (const block of blocksOf(stereoOf(noise(random, 0.3, 30 * SECOND)), 0n, () => 4800)) {
        segmenter.push(block);
        await segmenter.drained();
        const last = fragments.findLast(({ isSpeech }) => isSpeech);
        if (last === undefined) continue;
        const until = segmenter.quietUntil(last.endPtsNs);
        promises.push([last.sequence, until]);
        if (until - last.endPtsNs > most) most = until - last.endPtsNs;
      }
      await segmenter.flush();
      const broken = promises.filter(([sequence, until]) =>
        fragments.some((next) => next.isSpeech && next.sequence > sequence && next.startPtsNs < until),
      );
      expect(broken, `seed ${seed}`).to.deep.equal([]);
      expect(most > 1_000_000_000n, `seed ${seed}`).to.equal(true);
      await segmenter.close();
    }
  });

  it('drops and counts what comes above its backlog', async () => {
    const { segmenter } = build(() => 0.1, { maxBacklogMs: 100 });
    const blocks = blocksOf(new Int16Array(2 * SECOND), 0n, () => 2400);
    const taken = blocks.filter((block) => segmenter.push(block));
    expect(taken).to.have.lengthOf(2);
    expect(segmenter.droppedBlocks).to.equal(blocks.length - 2);
    expect(segmenter.backlogMs).to.equal(100);
    await segmenter.drained();
    expect(segmenter.backlogMs).to.equal(0);
    await segmenter.close();
  });

  it('says once that the detector failed and goes on', async () => {
    const { segmenter, fragments, errors } = build(() => {
      throw new Error('broken');
    });
    for (const block of blocksOf(new Int16Array(2 * SECOND), 0n, () => 4800)) segmenter.push(block);
    await segmenter.flush();
    expect(errors.map((error) => error.code)).to.deep.equal(['VAD_FAILED']);
    expect(fragments.map((fragment) => fragment.isSpeech)).to.deep.equal([false]);
    await segmenter.close();
  });

  it('emits nothing after close, which may be called twice', async () => {
    const { segmenter, detector, fragments } = build(() => 0.9);
    for (const block of blocksOf(new Int16Array(20 * SECOND), 0n, () => 4800)) segmenter.push(block);
    await Promise.all([segmenter.close(), segmenter.close()]);
    const count = fragments.length;
    expect(segmenter.push({ ptsNs: 0n, pcm: Buffer.alloc(4) })).to.equal(false);
    await segmenter.flush();
    expect(fragments.length).to.equal(count);
    expect(detector.closed).to.equal(true);
  });
});
