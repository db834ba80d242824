import { expect } from 'chai';
import { DelayLine, type DelayLineOptions } from '../../../src/delay/delay-line.js';
import { integerBetween, seededRandom } from '../../support/random.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const MS = 1_000_000n;
const PICTURE_MS = 40;
const BLOCK_MS = 100;
const pcm = Buffer.alloc(BLOCK_MS * 48 * 4);
const picture = Buffer.alloc(1000);

interface Out {
  kind: 'video' | 'audio';
  ptsMs: number;
  atMs: number;
}

/** A line and a source of 25 pictures and 10 blocks of sound a second, whose clock, network and tracks a test bends. */
class World {
  readonly clock = new VirtualClock();
  readonly out: Out[] = [];
  readonly cameAtMs = new Map<string, number>();
  readonly line: DelayLine;
  /** Speed of the source's clock against the wall's. */
  rate = 1;
  sends = { video: true, audio: true };
  /** What the network holds back. */
  #pent: (() => void)[] | undefined;
  #sourceMs = 0;
  #sent = { video: 0, audio: 0 };

  constructor(changes: Partial<DelayLineOptions> = {}) {
    this.line = new DelayLine({
      delayMs: 8000,
      clock: this.clock,
      onVideo: ({ dtsNs }) => this.#note('video', dtsNs),
      onAudio: ({ ptsNs }) => this.#note('audio', ptsNs),
      ...changes,
    });
  }

  /** The source runs for so long, by the wall's clock. */
  run(wallMs: number, stepMs = 20): void {
    for (let left = wallMs; left > 0; left -= stepMs) {
      this.#sourceMs += stepMs * this.rate;
      this.#catchUp();
      this.clock.passUntil(this.clock.nowMs() + stepMs);
    }
  }

  /** Nothing comes, and nothing is lost: the source's own time stands still, as a drop that was bridged. */
  drop(wallMs: number): void {
    this.clock.passUntil(this.clock.nowMs() + wallMs);
  }

  /** What is sent meanwhile arrives at once at the end. */
  hold(wallMs: number): void {
    this.#pent = [];
    this.run(wallMs);
    const pent = this.#pent;
    this.#pent = undefined;
    for (const arrive of pent) arrive();
  }

  /** The source's timestamps go on elsewhere. */
  jump(byMs: number): void {
    this.#sourceMs += byMs;
    this.#sent = { video: this.#sent.video + byMs, audio: this.#sent.audio + byMs };
  }

  /** The longest time on air without a unit of a kind, from a time on. */
  longestGapMs(kind: Out['kind'], fromMs = 0, untilMs = Infinity): number {
    const times = this.out.filter((each) => each.kind === kind && each.atMs >= fromMs && each.atMs < untilMs);
    return times.slice(1).reduce((most, each, index) => Math.max(most, each.atMs - times[index]!.atMs), 0);
  }

  /** How long the units that went out from a time on had been held: the least and the most. */
  heldMs(fromMs: number): { least: number; most: number } {
    const held = this.out
      .filter(({ atMs }) => atMs >= fromMs)
      .map(({ kind, ptsMs, atMs }) => atMs - (this.cameAtMs.get(`${kind}${ptsMs}`) ?? Number.NaN));
    return { least: Math.min(...held), most: Math.max(...held) };
  }

  #catchUp(): void {
    while (this.#sent.video + PICTURE_MS <= this.#sourceMs) {
      if (this.sends.video) this.#send('video', this.#sent.video);
      this.#sent.video += PICTURE_MS;
    }
    while (this.#sent.audio + BLOCK_MS <= this.#sourceMs) {
      if (this.sends.audio) this.#send('audio', this.#sent.audio);
      this.#sent.audio += BLOCK_MS;
    }
  }

  #send(kind: Out['kind'], ptsMs: number): void {
    const ptsNs = BigInt(Math.round(ptsMs)) * MS;
    const arrive = (): void => {
      this.cameAtMs.set(`${kind}${Math.round(ptsMs)}`, this.clock.nowMs());
      if (kind === 'audio') this.line.pushAudio({ ptsNs, pcm });
      else this.line.pushVideo({ ptsNs, dtsNs: ptsNs, durationNs: 40n * MS, keyFrame: true, data: picture });
    };
    if (this.#pent === undefined) arrive();
    else this.#pent.push(arrive);
  }

  #note(kind: Out['kind'], timeNs: bigint): void {
    this.out.push({ kind, ptsMs: Number(timeNs / MS), atMs: this.clock.nowMs() });
  }
}

/** Each track in order, each unit once. */
function expectInOrder({ out }: World): void {
  for (const kind of ['video', 'audio'] as const) {
    const times = out.filter((each) => each.kind === kind).map(({ ptsMs }) => ptsMs);
    expect(
      times.every((time, index) => index === 0 || time > times[index - 1]!),
      kind,
    ).to.equal(true);
  }
}

describe('DelayLine, when things go wrong', function () {
  this.timeout(60_000);

  for (const [ppm, what] of [
    [200, 'fast'],
    [-200, 'slow'],
  ] as const) {
    it(`stays where it is behind a source whose clock is ${what}, for an hour`, () => {
      const world = new World();
      world.rate = 1 + ppm / 1e6;
      world.run(3_600_000, 200);
      expectInOrder(world);
      const { least, most } = world.heldMs(1_800_000);
      expect(least).to.be.within(7600, 8000);
      expect(most).to.be.within(8000, 8400);
      expect(world.longestGapMs('video', 20_000)).to.be.at.most(60);
      expect(world.line.jitterMs?.p99).to.be.at.most(11);
    });
  }

  it('is late by less than the grid that it wakes on', () => {
    const world = new World();
    world.run(60_000);
    const { p50, p99 } = world.line.jitterMs!;
    expect(p50).to.be.within(0, 6);
    expect(p99).to.be.within(p50, 11);
  });

  it('tells how late it was when its process was busy', () => {
    const world = new World();
    world.run(20_000);
    const { clock } = world;
    const busy = (): void => {
      // Nothing is called for 100 ms, then everything that was due.
      clock.stall(100);
      clock.after(900, busy);
    };
    busy();
    world.run(30_000);
    expect(world.line.jitterMs!.p50).to.be.below(11);
    expect(world.line.jitterMs!.p99).to.be.within(50, 110);
  });

  it('shows nothing of a network that holds things back for a second', () => {
    const world = new World();
    const random = seededRandom(1);
    world.run(20_000);
    for (let i = 0; i < 40; i++) {
      world.hold(integerBetween(random, 5, 50) * 20);
      world.run(integerBetween(random, 1000, 5000));
    }
    expectInOrder(world);
    expect(world.longestGapMs('video', 9000)).to.be.at.most(60);
    expect(world.longestGapMs('audio', 9000)).to.be.at.most(125);
  });

  it('gives out evenly what comes in segments of six seconds', () => {
    const world = new World();
    for (let i = 0; i < 50; i++) world.hold(6000);
    expectInOrder(world);
    expect(world.longestGapMs('video', 90_000)).to.be.at.most(60);
  });

  it('does not let an opening burst that is longer than the delay out at once', () => {
    const world = new World();
    world.hold(18_000);
    world.run(2000);
    const atMs = world.out[0]?.atMs ?? 0;
    expect(world.out.findLast((each) => each.atMs < atMs + 1000)!.ptsMs).to.be.below(2000);
    world.run(240_000);
    expectInOrder(world);
    expect(world.heldMs(200_000).most).to.be.below(12_500);
  });

  for (const seconds of [1, 10, 60]) {
    it(`goes on in order, and with its delay again, after a drop of ${seconds} s`, () => {
      const world = new World();
      world.run(20_000);
      world.drop(seconds * 1000);
      const backAtMs = world.clock.nowMs();
      world.run(60_000);
      expectInOrder(world);
      // A drop that is shorter than the delay is bridged; a longer one shows everything that is held first.
      if (seconds < 8) expect(world.longestGapMs('video', 9000)).to.be.at.most(100);
      else expect(world.longestGapMs('video', 9000, backAtMs)).to.be.at.most(100);
      expect(world.heldMs(backAtMs + 30_000).least).to.be.above(6500);
      expect(world.heldMs(backAtMs + 30_000).most).to.be.below(8500);
      expect(world.line.heldBytes).to.be.below(10_000_000);
    });
  }

  it('does not wait through a stretch that the source left out', () => {
    const world = new World();
    world.run(20_000);
    world.jump(30_000);
    world.run(40_000);
    expectInOrder(world);
    expect(world.longestGapMs('video', 9000)).to.be.at.most(100);
    const { least, most } = world.heldMs(9000);
    expect(least).to.be.above(7000);
    expect(most).to.be.below(9000);
  });

  it('goes on with the picture while there is no sound, and takes the sound up again', () => {
    const world = new World();
    world.run(20_000);
    for (const seconds of [2, 10]) {
      world.sends.audio = false;
      world.run(seconds * 1000);
      world.sends.audio = true;
      world.run(20_000);
    }
    expectInOrder(world);
    expect(world.longestGapMs('video', 9000)).to.be.at.most(80);
    expect(world.out.findLast(({ kind }) => kind === 'audio')!.atMs).to.be.above(world.clock.nowMs() - 200);
  });

  it('holds no more than it may of a source that never stops running ahead', () => {
    const world = new World({ maxHeldBytes: 5_000_000 });
    world.rate = 3;
    let most = 0;
    for (let i = 0; i < 120; i++) {
      world.run(1000);
      most = Math.max(most, world.line.heldBytes);
    }
    expectInOrder(world);
    expect(most).to.be.at.most(5_100_000);
    expect(world.line.shedUnits).to.be.above(0);
  });

  it('keeps order and loses nothing through any of it', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = seededRandom(seed);
      const world = new World({ delayMs: integerBetween(random, 2000, 10_000) });
      for (let i = 0; i < 40; i++) {
        const what = integerBetween(random, 0, 5);
        if (what === 0) world.drop(integerBetween(random, 100, 15_000));
        else if (what === 1) world.hold(integerBetween(random, 5, 150) * 20);
        else if (what === 2) world.jump(integerBetween(random, 1, 200) * 100);
        else world.run(integerBetween(random, 500, 10_000));
      }
      world.line.end();
      world.drop(60_000);
      expectInOrder(world);
      expect(world.out.length, `seed ${seed}`).to.equal(world.cameAtMs.size);
      expect(world.clock.pending).to.equal(0);
    }
  });
});
