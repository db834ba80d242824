import { expect } from 'chai';
import { avOffset, avOffsetFaults } from '../../../../src/probe/sync/av-offset.js';
import { findBeeps } from '../../../../src/probe/sync/beeps.js';
import { faultsOf } from '../../../support/faults.js';
import { FlashingMedia } from '../../../support/flashing.js';

describe('the A/V offset of flashes and beeps', function () {
  this.timeout(60_000);
  let media: FlashingMedia;

  before(async () => {
    media = await FlashingMedia.create();
    await media.make('clean.mkv');
  });

  after(() => media?.close());

  it('is zero where nothing was planted, in every container', async () => {
    for (const name of ['clean.ts', 'clean.flv', 'clean.mp4']) {
      await media.copy('clean.mkv', name);
      const report = await media.offset(name);
      expect(avOffsetFaults(report), name).to.deep.equal([]);
      expect(report.pairs, name).to.have.length(6);
      expect(report.worstMs, name).to.be.within(-1.5, 1.5);
    }
  });

  for (const [plantedMs, code] of [
    [40, 'SOUND_LATE'],
    [-20, 'SOUND_EARLY'],
  ] as const) {
    it(`finds sound that is off by ${plantedMs} ms, pair by pair`, async () => {
      const shift = `setts=ts=TS+${plantedMs / 1000}/TB`;
      await media.copy('clean.mkv', 'shifted.mkv', '-bsf:a', shift);
      await media.copy('shifted.mkv', 'shifted.ts');
      const found = await media.offset('shifted.ts');
      const faults = avOffsetFaults(found);
      expect(found.pairs).to.have.length(6);
      found.pairs.forEach(({ offsetMs }) => expect(offsetMs).to.be.closeTo(plantedMs, 1.5));
      expect(faults.map((fault) => fault.code)).to.deep.equal([code]);
      expect(faults[0]?.sizeMs).to.be.closeTo(Math.abs(plantedMs), 1.5);
    });
  }

  it('does not hold against an output what its reference had before', async () => {
    await media.copy('clean.mkv', 'late.mkv', '-bsf:a', 'setts=ts=TS+0.04/TB');
    const report = await media.probe('late.mkv', 'late.mkv');
    expect(report.avOffset?.referenceMs).to.be.closeTo(40, 1.5);
    expect(faultsOf(report)).to.deep.equal([]);
  });

  it('finds a drift and its size, with the uncertainty of as few pairs', async () => {
    // 400 ppm too fast: each hour the sound is 1440 ms earlier.
    await media.make('drift.ts', { seconds: 40, soundFilter: 'asetrate=48000*1.0004,aresample=48000' });
    const found = await media.offset('drift.ts');
    const faults = avOffsetFaults(found);
    expect(found.trend?.points).to.be.at.least(19);
    expect(found.trend?.msPerHour).to.be.closeTo(-1_440, 60);
    expect(found.trend?.uncertaintyMsPerHour).to.be.below(60);
    expect(faults.map(({ code }) => code)).to.include('SYNC_DRIFT');
    expect(faults.find(({ code }) => code === 'SYNC_DRIFT')?.size?.unit).to.equal('ms/h');
  });

  it('says so when a flash has no beep', () => {
    const report = avOffset([5_000, 15_000], [5_003]);
    expect(report).to.deep.include({ pairs: [{ atMs: 5_000, offsetMs: 3 }], unpaired: 1 });
    expect(avOffsetFaults(report)).to.deep.equal([]);
  });

  it('does not time a beep with which the sound begins', () => {
    const samples = Float32Array.from({ length: 9_600 }, (_, n) =>
      n < 4_800 ? 0.1 * Math.sin((2 * Math.PI * n) / 48) : 0,
    );
    expect(findBeeps([{ startMs: 0, samples }])).to.deep.equal([]);
  });

  it('times a beep by the newest timestamps, not by counting samples from the beginning', () => {
    // Ten minutes in which the timestamps run 300 ppm slower than the samples: 180 ms.
    const blockMs = 20 * 1.0003;
    const blocks = function* () {
      for (let at = 0; at < 30_010; at += 1) {
        const isBeep = at >= 30_000 && at < 30_005;
        const samples = Float32Array.from({ length: 960 }, (_, n) =>
          isBeep ? 0.1 * Math.sin((2 * Math.PI * n) / 48) : 0,
        );
        yield { startMs: at * blockMs, samples };
      }
    };
    expect(findBeeps(blocks())[0]).to.be.closeTo(30_000 * blockMs, 1);
  });

  it('has no offset where there are no pairs', () => {
    expect(avOffset([], [100])).to.deep.include({ pairs: [], offset: undefined, worstMs: undefined, trend: undefined });
  });
});
