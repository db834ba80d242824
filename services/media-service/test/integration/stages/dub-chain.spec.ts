import { int16View, msToNs, nsToMs, samplesToNs, silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FragmentRun, LanguageRun } from '../../../src/media/as-run.js';
import type { AudioBlock } from '../../../src/media/units.js';
import { Mixer } from '../../../src/mix/mixer.js';
import { Segmenter } from '../../../src/segment/segmenter.js';
import { ScriptedVad } from '../../../src/segment/testing/scripted-vad.js';
import { StsClient } from '../../../src/sts-client/client.js';
import { ProgrammeTimeline } from '../../../src/timeline/programme-timeline.js';
import { startScriptedSts } from '../../support/scripted-sts.js';
import { blocksOf } from '../../support/sound.js';

const DELAY_NS = msToNs(8000);
const LENGTH_S = 60;
const LEVEL = 6000;

/** 1 s of pause and 2.6 s of speech in turn; the frames of the detector are 32 ms long. */
const isSpeech = (timeMs: number): boolean => timeMs % 3600 >= 1000;

describe('From the source to the mix', function () {
  this.timeout(60_000);

  it('dubs every sentence in its place, and lets the original through where the server was gone', async () => {
    const server = await startScriptedSts();
    const asRun: (Pick<FragmentRun, 'startPtsNs' | 'endPtsNs'> & LanguageRun)[] = [];
    const timeline = new ProgrammeTimeline({
      sourceLanguage: 'en',
      languages: ['es'],
      onAsRun: ({ startPtsNs, endPtsNs, languages }) =>
        asRun.push(...languages.map((run) => ({ startPtsNs, endPtsNs, ...run }))),
    });
    const mixer = new Mixer();
    let claimedPtsNs = -DELAY_NS;
    const client = new StsClient({
      url: server.url,
      streamId: 'chain',
      sourceLanguage: 'en',
      targetLanguages: ['es'],
      logger: silentLogger,
      remainingMs: (ptsNs) => nsToMs(ptsNs - claimedPtsNs),
      overrunMs: (ptsNs) => timeline.overrunMs(ptsNs),
      breaker: { failures: 1000 },
      reconnect: { initialMs: 1, maxMs: 5 },
      onReply: (fragment, reply) => timeline.reply(fragment, reply),
      onFallback: (fragment, reason) => timeline.fallback(fragment, reason),
      onFatal: (error) => {
        throw error;
      },
    });
    const segmenter = new Segmenter({
      detector: new ScriptedVad((frame) => (isSpeech(frame * 32) ? 0.9 : 0.1)),
      onFragment: (fragment) => {
        if (fragment.isSpeech) client.submit(fragment);
      },
      onError: (error) => {
        throw error;
      },
    });
    client.start();

    const held: AudioBlock[] = [];
    const mixed = new Int16Array(LENGTH_S * 48_000);
    const keep = ({ ptsNs, pcm }: AudioBlock): void => {
      const first = Number((ptsNs * 48_000n + 500_000_000n) / 1_000_000_000n);
      int16View(pcm).forEach((value, i) => {
        if (i % 2 === 0) mixed[first + i / 2] = value;
      });
    };
    const release = (upToNs: bigint): void => {
      while (held.length > 0 && held[0]!.ptsNs <= upToNs) {
        const block = held.shift()!;
        claimedPtsNs = block.ptsNs + samplesToNs(block.pcm.length / 4, 48_000) + mixer.lookAheadNs;
        mixer.mix(block, timeline.language('es').claim(block.ptsNs, claimedPtsNs)).forEach(keep);
      }
    };

    const stereo = new Int16Array(2 * LENGTH_S * 48_000).fill(LEVEL);
    for (const block of blocksOf(stereo, 0n, () => 4800)) {
      const second = Number(block.ptsNs / 1_000_000_000n);
      // Media time runs far ahead of the clock here, so each fragment is waited for, except while the server is deaf.
      server.behaviour = { plan: () => ({ kind: second >= 20 && second < 31 ? 'silent' : 'reply' }) };
      held.push(block);
      segmenter.push(block);
      await segmenter.drained();
      const isDeaf = second >= 20 && second < 40;
      if (isDeaf) for (let i = 0; i < 20; i++) await nextTurn();
      else await client.drain();
      release(block.ptsNs - DELAY_NS);
    }
    await segmenter.flush();
    await client.drain();
    release(BigInt(LENGTH_S) * 1_000_000_000n);
    mixer.flush().forEach(keep);
    await client.close();
    await server.close();
    await segmenter.close();

    const spoken = asRun.filter(({ outcome }) => outcome === 'spoken');
    const missed = asRun.filter(({ outcome }) => outcome !== 'spoken');
    expect(asRun).to.have.lengthOf(17);
    expect(spoken.length).to.be.at.least(10);
    expect(missed.length).to.be.at.least(2);
    const loudest = (fromNs: bigint, toNs: bigint): number =>
      mixed
        .subarray(Math.ceil(nsToMs(fromNs) * 48), Math.floor(nsToMs(toNs) * 48))
        .reduce((most, value) => Math.max(most, Math.abs(value - LEVEL)), 0);
    for (const { startPtsNs, placedStartPtsNs, placedEndPtsNs } of spoken) {
      expect(placedStartPtsNs).to.equal(startPtsNs);
      expect(loudest(placedStartPtsNs!, placedEndPtsNs!)).to.be.above(3000);
    }
    for (const { startPtsNs, endPtsNs } of missed) expect(loudest(startPtsNs, endPtsNs)).to.equal(0);
  });
});
