import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';

import { eventsOf, offsetsMs, slicesOf, type Events, type Slices } from '../../support/media/analysis.js';
import { runChain } from '../../support/media/chain.js';
import { Fixtures, temporaryFolder } from '../../support/media/fixtures.js';
import { rewriteFlv } from '../../support/media/flv.js';
import { pacedServer } from '../../support/media/paced-server.js';
import { AUDIO_STREAM, dropTrack, shiftTimes, startMs } from '../../support/media/transport-stream.js';

const SECONDS = 6;
const HOUR_MS = 3_600_000;
/** 33 bits of 90 kHz, in milliseconds. */
const TS_WRAP_MS = 2 ** 33 / 90;

/** What a source may do to its times, and what of its beeps is left. */
const cases: readonly {
  readonly name: string;
  readonly make: (stream: Buffer) => Buffer;
  readonly times?: number;
  readonly beeps?: number;
  readonly onAir?: boolean;
}[] = [
  { name: 'wraps', onAir: true, make: (ts) => shiftTimes(ts, () => TS_WRAP_MS - startMs(ts) - 3500) },
  { name: 'starts at a huge time', make: (ts) => shiftTimes(ts, () => TS_WRAP_MS - startMs(ts) - 60_000) },
  { name: 'jumps on by an hour', onAir: true, make: (ts) => shiftTimes(ts, (at) => (at < 3500 ? 0 : HOUR_MS)) },
  { name: 'jumps on by ten seconds', make: (ts) => shiftTimes(ts, (at) => (at < 3500 ? 0 : 10_000)) },
  {
    name: 'jumps back by eight seconds',
    onAir: true,
    make: (ts) => shiftTimes(ts, (at) => (at < 3500 ? 20_000 : 12_000)),
  },
  { name: 'jumps back by 700 ms', make: (ts) => shiftTimes(ts, (at) => (at < 3500 ? 20_000 : 19_300)) },
  { name: 'is a loop', make: (ts) => Buffer.concat([ts, ts]), times: 2 },
  { name: 'loses its sound for a while', make: (ts) => dropTrack(ts, AUDIO_STREAM, 1500, 4500), beeps: 2, onAir: true },
  { name: 'begins without sound', make: (ts) => dropTrack(ts, AUDIO_STREAM, 0, 3500), beeps: 2 },
];

describe('timelines of sources', function () {
  this.timeout(90_000);
  const fixtures = new Fixtures(temporaryFolder(), SECONDS);
  let ts: Buffer;
  let flvFile: string;
  let slices: Slices;
  let events: Events;

  before(async () => {
    const source = await fixtures.both('base.ts', 'mpegtsmux');
    ts = readFileSync(source);
    flvFile = await fixtures.both('base.flv', 'flvmux streamable=true');
    slices = await slicesOf(source);
    events = await eventsOf(source);
  });

  async function expectWhole(
    output: string,
    { of = slices, times = 1, beeps }: { of?: Slices; times?: number; beeps?: number },
  ): Promise<void> {
    const after = await slicesOf(output);
    expect(after.hashes).to.deep.equal(Array.from({ length: times }, () => of.hashes).flat());
    const steps = after.dtsMs.slice(1).map((dts, index) => dts - (after.dtsMs[index] ?? 0));
    // GStreamer writes the first decoding times of FLV as zeros, which then grow by the least step.
    expect(Math.min(...steps)).to.be.above(0.5);
    // One picture may be shown longer where the sound ends later than the picture.
    expect(Math.max(...steps)).to.be.below(120);
    const heard = await eventsOf(output);
    expect(heard.soundGaps).to.equal(0);
    expect(heard.beepsMs).to.have.length(beeps ?? events.beepsMs.length * times);
    const given = offsetsMs(events)[0] ?? 0;
    offsetsMs(heard).forEach((offset) => expect(offset).to.be.closeTo(given, 3));
  }

  for (const { name, make, ...expected } of cases) {
    it(`go on through a file that ${name}`, async () => {
      const file = fixtures.path('case.ts');
      writeFileSync(file, make(ts));
      const output = fixtures.path('case-out.ts');
      const { error, reason } = await runChain(file, { output }).done;
      expect(error).to.equal(undefined);
      expect(reason).to.equal('end-of-input');
      await expectWhole(output, expected);
    });
  }

  it('go on on air, without a new connection', async () => {
    await Promise.all(
      cases
        .filter(({ onAir }) => onAir === true)
        .map(async ({ make, beeps }, index) => {
          const bytes = make(ts);
          const server = await pacedServer('video/mp2t', [{ bytes, seconds: SECONDS }]);
          const output = fixtures.path(`air-${index}.ts`);
          const chain = runChain(server.url('live.ts'), { pace: 'own', output, graceMs: 0 });
          expect((await chain.done).error).to.equal(undefined);
          expect(chain.video.length, `case ${index}`).to.equal(180);
          expect(server.served()).to.equal(1);
          await expectWhole(output, { ...(beeps !== undefined && { beeps }) });
        }),
    );
  });

  it('keep sound at its picture where FLV pauses it, counts over, or jumps', async () => {
    const flv = readFileSync(flvFile);
    const ofFlv = await slicesOf(flvFile);
    const moves: readonly { move: Parameters<typeof rewriteFlv>[1]; beeps?: number }[] = [
      { move: ({ sound, atMs }) => (sound && atMs > 1500 && atMs < 4500 ? undefined : atMs), beeps: 2 },
      { move: ({ atMs }) => (atMs + 2 ** 32 - 3500) % 2 ** 32 },
      { move: ({ atMs }) => (atMs < 3500 ? atMs + HOUR_MS : atMs) },
    ];
    await Promise.all(
      moves.map(async ({ move, beeps }, index) => {
        const server = await pacedServer('video/x-flv', [{ bytes: rewriteFlv(flv, move), seconds: SECONDS }]);
        const output = fixtures.path(`flv-${index}.ts`);
        const chain = runChain(server.url('live.flv'), { pace: 'own', output, graceMs: 0 });
        expect((await chain.done).error).to.equal(undefined);
        expect(chain.video.length, `case ${index}`).to.equal(180);
        await expectWhole(output, { of: ofFlv, ...(beeps !== undefined && { beeps }) });
      }),
    );
  });
});
