import { expect } from 'chai';

import { DelayLine, type DelayLineOptions } from '../../../src/delay/delay-line.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const MS = 1_000_000n;
describe('DelayLine', () => {
  let clock: VirtualClock;
  let released: { kind: string; ms: number; atMs: number }[];
  let headMs: number;
  let line: DelayLine;

  function open(changes: Partial<DelayLineOptions> = {}): void {
    clock = new VirtualClock();
    released = [];
    headMs = 0;
    const note = (kind: string) => (unit: { ptsNs: bigint; dtsNs?: bigint }) =>
      released.push({ kind, ms: Number((unit.dtsNs ?? unit.ptsNs) / MS), atMs: clock.nowMs() });
    line = new DelayLine({ delayMs: 2000, onVideo: note('video'), onAudio: note('audio'), clock, ...changes });
  }

  const pass = (ms: number): void => clock.passUntil(clock.nowMs() + ms);

  /** The source goes on by 40 ms: one picture, one block. */
  function source(): void {
    const ptsNs = BigInt(headMs) * MS;
    line.pushVideo({
      ptsNs: ptsNs + 80n * MS,
      dtsNs: ptsNs,
      durationNs: 40n * MS,
      keyFrame: true,
      data: Buffer.alloc(10),
    });
    line.pushAudio({ ptsNs, pcm: Buffer.alloc(1920 * 4) });
    headMs += 40;
  }

  function live(ms: number): void {
    for (let left = ms; left > 0; left -= 40) {
      source();
      pass(40);
    }
  }

  const lastMs = (): number => released.at(-1)?.ms ?? -1;

  it('releases a unit when the source’s head has reached its time plus the delay, in order', () => {
    open();
    live(1920);
    expect(released).to.have.length(0);
    live(8000);
    const times = released.map((each) => each.ms);
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
    for (const each of released) expect(each.atMs - each.ms).to.be.within(1950, 2150);
    expect(line.heldMs).to.be.within(1900, 2150);
  });

  it('is smooth where the source comes in bursts', () => {
    open();
    for (let burst = 0; burst < 40; burst += 1) {
      for (let unit = 0; unit < 10; unit += 1) source();
      pass(400);
    }
    const steady = released.filter((each) => each.kind === 'audio' && each.atMs > 6000);
    const steps = steady.slice(1).map((each, index) => each.atMs - (steady[index]?.atMs ?? 0));
    expect(Math.max(...steps)).to.be.at.most(90);
  });

  it('gives out all it holds at wall-clock pace when the source stalls, then waits until the delay is whole again', () => {
    open();
    live(6000);
    const beforeMs = lastMs();
    pass(1000);
    expect(lastMs() - beforeMs).to.be.within(400, 1100);
    pass(2000);
    expect(lastMs()).to.equal(headMs - 40);
    pass(5000);
    const drainedAt = released.length;
    // It eases in over the last part.
    live(1200);
    expect(released.length).to.equal(drainedAt);
    live(1800);
    expect(released.length).to.be.above(drainedAt);
  });

  it('goes on with one track when the other has ended', () => {
    open();
    live(4000);
    for (let left = 8000; left > 0; left -= 40) {
      line.pushAudio({ ptsNs: BigInt(headMs) * MS, pcm: Buffer.alloc(1920 * 4) });
      headMs += 40;
      pass(40);
    }
    expect(lastMs()).to.be.within(headMs - 2300, headMs - 1700);
  });

  it('lets the rest out after the end, then stops its clock', async () => {
    open();
    live(4000);
    line.end();
    pass(1000);
    expect(clock.pending).to.equal(1);
    pass(1500);
    await line.drained;
    expect(lastMs()).to.equal(headMs - 40);
    expect(clock.pending).to.equal(0);
    expect(line.heldBytes).to.equal(0);
  });

  it('does not wait for the clock where it is unpaced', async () => {
    open({ pace: 'unpaced' });
    for (let unit = 0; unit < 100; unit += 1) source();
    expect(lastMs()).to.be.within(1900, 2000);
    line.end();
    await line.drained;
    expect(lastMs()).to.equal(headMs - 40);
  });

  it('sends the oldest out early rather than growing without bound', () => {
    open({ maxHeldBytes: 100_000 });
    for (let unit = 0; unit < 40; unit += 1) source();
    expect(line.shedUnits).to.be.above(0);
    expect(line.heldBytes).to.be.at.most(110_000);
  });

  it('closes twice and takes nothing after', async () => {
    open();
    live(1000);
    line.close();
    line.close();
    await line.drained;
    source();
    pass(5000);
    expect(released).to.have.length(0);
  });

  it('goes out up to an end that it is given, and takes nothing behind it', async () => {
    open();
    live(6000);
    let isWhole = false;
    void line.endAt(7000n * MS).then(() => (isWhole = true));
    await Promise.resolve();
    expect(isWhole).to.equal(false);
    live(1200);
    await Promise.resolve();
    expect(isWhole).to.equal(true);
    line.end();
    pass(3000);
    await line.drained;
    expect(released.findLast(({ kind }) => kind === 'audio')?.ms).to.equal(6960);
    expect(released.findLast(({ kind }) => kind === 'video')?.ms).to.equal(6960);
    // At the pace of the clock, as ever.
    expect(released.at(-1)?.atMs).to.be.within(8900, 9200);
    expect(line.heldBytes).to.equal(0);
  });

  it('drops what is held behind its end, and is out at once where all before it has gone', async () => {
    open();
    live(6000);
    const before = released.length;
    const whole = line.endAt(3000n * MS);
    await whole;
    line.end();
    await line.drained;
    expect(released.length).to.equal(before);
    expect(lastMs()).to.be.above(3000);
  });
});
