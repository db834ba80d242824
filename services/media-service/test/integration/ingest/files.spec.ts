import { expect } from 'chai';

import { eventsOf, offsetsMs, slicesOf } from '../../support/media/analysis.js';
import { runChain } from '../../support/media/chain.js';
import { Fixtures, temporaryFolder } from '../../support/media/fixtures.js';

const kinds = [
  { name: 'MP4 with AAC', file: 's.mp4', muxer: 'mp4mux', audio: 'avenc_aac ! aacparse' },
  {
    name: 'MPEG-TS with mono AAC at 44.1 kHz',
    file: 'mono.ts',
    muxer: 'mpegtsmux',
    audio: 'audio/x-raw,rate=44100,channels=1 ! avenc_aac ! aacparse',
  },
  { name: 'MPEG-TS with MP3', file: 'mp3.ts', muxer: 'mpegtsmux', audio: 'lamemp3enc ! mpegaudioparse' },
  { name: 'Matroska with Opus', file: 'opus.mkv', muxer: 'matroskamux', audio: 'opusenc' },
  {
    name: 'MP4 with 5.1 AAC',
    file: 'surround.mp4',
    muxer: 'mp4mux',
    audio: 'audio/x-raw,channels=6,channel-mask=(bitmask)0x3f ! avenc_aac ! aacparse',
  },
];

describe('the media core, from a file to MPEG-TS', function () {
  this.timeout(60_000);
  const fixtures = new Fixtures(temporaryFolder(), 5);

  for (const kind of kinds) {
    it(`keeps slices, times and sync: ${kind.name}`, async () => {
      const source = await fixtures.both(kind.file, kind.muxer, kind.audio);
      const output = fixtures.path('out.ts');
      const chain = runChain(source, { output });
      const { error, reason } = await chain.done;
      expect(error).to.equal(undefined);
      expect(reason).to.equal('end-of-input');
      expect(chain.states).to.deep.equal(['connecting', 'live', 'ended']);

      const before = await slicesOf(source);
      const after = await slicesOf(output);
      expect(after.hashes).to.deep.equal(before.hashes);
      const moved = after.ptsMs.map((pts, index) => pts - (before.ptsMs[index] ?? 0));
      // MPEG-TS counts in 90 kHz.
      expect(Math.max(...moved) - Math.min(...moved)).to.be.below(1.1);
      after.dtsMs.slice(1).forEach((dts, index) => expect(dts).to.be.above(after.dtsMs[index] ?? 0));

      const sourceEvents = await eventsOf(source);
      const events = await eventsOf(output);
      expect(events.soundGaps).to.equal(0);
      expect(events.beepsMs).to.have.length(4);
      const given = offsetsMs(sourceEvents);
      offsetsMs(events).forEach((offset, index) => expect(offset).to.be.closeTo(given[index] ?? 0, 3));
    });
  }

  it('writes FLV, fragmented MP4 and Matroska as well', async () => {
    const source = await fixtures.both('any.mp4', 'mp4mux');
    const before = await slicesOf(source);
    for (const name of ['out.flv', 'out.mp4', 'out.mkv']) {
      const output = fixtures.path(name);
      await runChain(source, { output }).done;
      expect((await slicesOf(output)).hashes, name).to.deep.equal(before.hashes);
      expect((await eventsOf(output)).beepsMs, name).to.have.length(4);
    }
  });

  it('takes a file at its own pace when asked to, and holds it back when told to', async () => {
    const source = await fixtures.both('pace.mp4', 'mp4mux');
    const started = performance.now();
    const chain = runChain(source, { pace: 'own' });
    await chain.done;
    expect(performance.now() - started).to.be.above(4500);
    const held = runChain(source);
    held.ingest.pause();
    await new Promise((resolve) => setImmediate(resolve));
    held.ingest.resume();
    expect((await held.done).error).to.equal(undefined);
    expect(held.video).to.have.length(150);
  });

  it('dubs sound without a picture', async () => {
    const source = await fixtures.audioOnly('sound.m4a');
    const output = fixtures.path('sound.ts');
    const chain = runChain(source, { output });
    expect((await chain.done).error).to.equal(undefined);
    expect(chain.video).to.have.length(0);
    expect((await eventsOf(output, 'sound')).beepsMs).to.have.length(4);
  });
});
