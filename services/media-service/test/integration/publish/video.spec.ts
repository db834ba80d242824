import { expect } from 'chai';

import type { VideoCodec } from '../../../src/media/units.js';
import { eventsOf, offsetsMs, sizesOf, slicesOf } from '../../support/media/analysis.js';
import { runChain } from '../../support/media/chain.js';
import { Fixtures, temporaryFolder } from '../../support/media/fixtures.js';

const holdsHevc = ['out.ts', 'out.mp4', 'out.mkv'];

describe('video of every kind, through every container', function () {
  this.timeout(60_000);
  const fixtures = new Fixtures(temporaryFolder(), 7);

  it('passes H.265 with B pictures and open groups on, slice for slice', async () => {
    const source = await fixtures.hevc('hevc.ts', 'mpegtsmux');
    const before = await slicesOf(source, 'h265');
    expect(before.hashes.length).to.be.at.least(200);
    const given = offsetsMs(await eventsOf(source));
    for (const name of holdsHevc) {
      const output = fixtures.path(name);
      const chain = runChain(source, { output });
      expect((await chain.done).error).to.equal(undefined);
      const after = await slicesOf(output, 'h265');
      expect(after.hashes, name).to.deep.equal(before.hashes);
      const moved = after.ptsMs.map((pts, index) => pts - (before.ptsMs[index] ?? 0));
      // GStreamer's demuxers give the first picture a time of their own, and that of Matroska some more.
      if (!name.endsWith('.mkv')) {
        expect(Math.max(...moved.slice(1)) - Math.min(...moved.slice(1)), name).to.be.below(1.2);
      }
      const events = await eventsOf(output);
      offsetsMs(events).forEach((offset, index) => expect(offset, name).to.be.closeTo(given[index] ?? 0, 3));
      const keys = chain.video.filter((unit) => unit.keyFrame);
      expect(keys.length).to.be.within(13, 16);
      expect(chain.video.every(({ ptsNs, dtsNs }) => ptsNs >= dtsNs)).to.equal(true);
    }
  });

  it('gives H.265 from Matroska, which has no decoding times, the times that its depth asks for', async () => {
    const source = await fixtures.hevc('hevc.mkv', 'matroskamux');
    const output = fixtures.path('from-mkv.ts');
    await runChain(source, { output }).done;
    const before = await slicesOf(source, 'h265');
    const after = await slicesOf(output, 'h265');
    expect(after.hashes).to.deep.equal(before.hashes);
    after.dtsMs.slice(1).forEach((dts, index) => expect(dts).to.be.above(after.dtsMs[index] ?? 0));
    after.ptsMs.forEach((pts, index) => expect(pts).to.be.at.least((after.dtsMs[index] ?? 0) - 0.1));
  });

  it('refuses H.265 where FLV cannot hold it, and says who and why', async () => {
    const source = await fixtures.hevc('refused.ts', 'mpegtsmux');
    const path = fixtures.path('refused.flv');
    const { error, output } = await runChain(source, { output: path }).done;
    expect(error).to.equal(undefined);
    expect(output?.state).to.equal('failed');
    expect(output?.error).to.include({ code: 'OUTPUT_CODEC_UNSUPPORTED', field: 'output', source: path });
    expect(output?.error?.message).to.contain('H.265');
  });

  for (const codec of ['h264', 'h265'] as const) {
    it(`survives new parameter sets and another picture size: ${codec}`, async () => {
      const source = await fixtures.changing(`changing-${codec}.ts`, codec);
      const before = await slicesOf(source, codec);
      expect(before.hashes.length).to.be.at.least(180);
      for (const name of codec === 'h264' ? ['out.flv', ...holdsHevc] : holdsHevc) {
        const output = fixtures.path(`${codec}-${name}`);
        const { error, output: sink } = await runChain(source, { output }).done;
        expect(error).to.equal(undefined);
        expect(sink?.error, name).to.equal(undefined);
        expect((await slicesOf(output, codec)).hashes, name).to.deep.equal(before.hashes);
        expect(await sizesOf(output), name).to.deep.equal(['320x180 × 90', '480x270 × 90']);
      }
    });
  }

  it('gives MPEG-TS its parameter sets at open entries too', async () => {
    const codec: VideoCodec = 'h264';
    const source = await fixtures.openGroups('open.flv');
    const output = fixtures.path('open.ts');
    const chain = runChain(source, { output });
    await chain.done;
    const keys = chain.video.filter((unit) => unit.keyFrame).length;
    expect(keys).to.be.at.least(9);
    const { parameterSets } = await slicesOf(output, codec);
    expect(parameterSets).to.equal(keys);
  });
});
