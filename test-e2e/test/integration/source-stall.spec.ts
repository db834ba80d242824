import { join } from 'node:path';
import { expect } from 'chai';
import type { Measurement } from '../../src/probe/programme/recording.js';
import { Recording } from '../../src/stack/record.js';
import { LiveTest, programmeFile } from '../support/live.js';
import { measureApart } from '../support/measure-apart.js';

const STREAM = 'stall';
/** Longer than the service waits for data before it connects again, and shorter than the delay of the dub. */
const STALL_MS = 6000;

describe('a source whose network stands still, and goes on', function () {
  this.timeout(240_000);
  let live: LiveTest;
  let measurement: Measurement;

  before(async () => {
    live = await LiveTest.start();
    const publisher = await live.publish(STREAM);
    const { ingest } = await live.untilOnAir(STREAM);
    const file = join(live.dir, 'es.ts');
    const recording = new Recording(live.stack.flvUrl(STREAM, 'es'), join(live.dir, 'es.flv'));
    const headS = (headPtsNs: string | undefined): number => Number(BigInt(headPtsNs ?? 0) / 1_000_000_000n);
    const firstS = headS(ingest?.headPtsNs);
    await live.until(STREAM, '10 s on air', 40_000, (status) => headS(status.ingest?.headPtsNs) - firstS >= 10);
    publisher.stall(STALL_MS);
    await live.until(STREAM, 'a new connection', 30_000, (status) => (status.ingest?.reconnects ?? 0) > 0);
    await live.until(STREAM, '35 s on air', 90_000, (status) => headS(status.ingest?.headPtsNs) - firstS >= 35);
    await recording.finish(file);
    expect(recording.interruption).to.equal(undefined);
    measurement = await measureApart(file, programmeFile, live.manifest);
  });

  after(async () => live?.close());

  it('is joined where it was left: no picture is lost, and none is shown twice', () => {
    const { picture } = measurement;
    expect(picture?.frames).to.be.greaterThan(600);
    expect({ lost: picture?.lost, repeated: picture?.repeated }).to.deep.equal({ lost: 0, repeated: 0 });
    expect(picture?.identical).to.equal(picture?.frames);
  });

  it('has its sound at its picture, before and after, and all of it', () => {
    const { avOffset, sound } = measurement;
    expect(sound?.silence.longest.durationMs ?? 0).to.be.below(100);
    expect(avOffset?.pairs.length).to.be.at.least(2);
    expect(measurement.faults.filter(({ code }) => code.startsWith('SOUND_'))).to.deep.equal([]);
    avOffset?.pairs.forEach((pair) => expect(pair.offsetMs).to.be.within(-5, 15));
  });
});
