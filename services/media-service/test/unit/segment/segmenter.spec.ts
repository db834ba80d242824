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

  describe('that is to finish', () => {
    const FRAME_SAMPLES = 3 * 512;
    /** Feeds so many frames of the detector. */
    const feeder = (segmenter: Segmenter) => {
      const quiet = stereoOf(new Int16Array(FRAME_SAMPLES));
      let fed = 0;
      return (frames: number): void => {
        for (let i = 0; i < frames; i++) {
          const startPtsNs = samplesToNs(fed * FRAME_SAMPLES, SECOND);
          for (const block of blocksOf(quiet, startPtsNs, () => FRAME_SAMPLES)) segmenter.push(block);
          fed += 1;
        }
      };
    };

    it('lets the fragment that grows be the last, up to the next pause', async () => {
      // Speech in frames 10 to 69, a pause, and speech again from frame 100 on.
      const { segmenter, fragments } = build((frame) => ((frame >= 10 && frame < 70) || frame >= 100 ? 0.9 : 0.1));
      const feed = feeder(segmenter);
      feed(40);
      let endPtsNs: bigint | undefined;
      void segmenter.finish().then((ptsNs) => (endPtsNs = ptsNs));
      await segmenter.drained();
      expect(endPtsNs).to.equal(undefined);
      feed(100);
      await segmenter.drained();
      const spoken = fragments.filter(({ isSpeech }) => isSpeech);
      expect(spoken).to.have.lengthOf(1);
      // 200 ms behind the last frame with speech, and before anything that is said afterwards.
      expect(endPtsNs).to.equal(spoken[0]?.endPtsNs);
      expect(Number(endPtsNs) / 1e6).to.be.closeTo(70 * 32 + 200, 32);
      expect(fragments.at(-1)).to.equal(spoken[0]);
      expect(segmenter.quietUntil(endPtsNs ?? 0n) > 1n << 60n).to.equal(true);
      await segmenter.flush();
      expect(fragments.at(-1)).to.equal(spoken[0]);
      await segmenter.close();
    });

    it('is over at once where nobody speaks, at what is known to be quiet', async () => {
      const { segmenter, fragments } = build((frame) => (frame >= 60 ? 0.9 : 0.1));
      const feed = feeder(segmenter);
      feed(50);
      const endPtsNs = await segmenter.finish();
      // What was heard last may be the onset of speech: two frames and 200 ms are kept of it, and the decimator is behind too.
      expect(Number(endPtsNs) / 1e6).to.be.closeTo(50 * 32 - 264, 33);
      feed(50);
      await segmenter.drained();
      expect(fragments.filter(({ isSpeech }) => isSpeech)).to.have.lengthOf(0);
      await segmenter.close();
    });

    it('is over at the longest length where no pause comes, and where the sound ends', async () => {
      const { segmenter, fragments } = build(() => 0.9, { maxMs: 1000, targetMs: 600 });
      const feed = feeder(segmenter);
      feed(10);
      const ended = segmenter.finish();
      feed(60);
      expect(Number(await ended) / 1e6).to.be.within(350, 1000);
      await segmenter.drained();
      expect(fragments).to.have.lengthOf(1);
      await segmenter.close();

      const other = build(() => 0.9);
      feeder(other.segmenter)(10);
      const cut = other.segmenter.finish();
      await other.segmenter.flush();
      expect(Number(await cut) / 1e6).to.be.closeTo(320, 32);
      expect(other.fragments).to.have.lengthOf(1);
      await other.segmenter.close();
    });

    it('has no end where there was no sound, and does not keep who asks waiting when it is closed', async () => {
      const silent = build(() => 0.1);
      expect(await silent.segmenter.finish()).to.equal(undefined);
      await silent.segmenter.close();
      const { segmenter } = build(() => 0.9);
      feeder(segmenter)(10);
      await segmenter.drained();
      const ended = segmenter.finish();
      await segmenter.close();
      expect(await ended).to.equal(0n);
    });
  });
});
