import { Deferred, int16View, pcmOf, silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import type { IngestState } from '../../../src/ingest/ingest.js';
import { LastWords, type Speakers } from '../../../src/worker/last-words.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const MS = 1_000_000n;
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Stages that do as they are told. */
class Stage {
  readonly clock = new VirtualClock();
  readonly said: string[] = [];
  readonly cut = new Deferred<bigint | undefined>();
  readonly replies = new Deferred<void>();
  readonly reached = new Deferred<void>();
  state: IngestState;
  dubEndPtsNs: bigint | undefined;
  headPtsNs: bigint | undefined = 10_000n * MS;
  endPtsNs: bigint | undefined;
  /** What a flush of the segmenter comes to. */
  onFlush = (): void => this.cut.resolve(undefined);
  readonly words = new LastWords({ longestMs: 5000, logger: silentLogger, clock: this.clock });
  readonly done: Promise<string>;

  constructor(state: IngestState = 'live') {
    this.state = state;
    this.done = this.words.speak(speakersOf(this)).then(() => {
      this.said.push('done');
      return 'done';
    });
  }

  async pass(ms: number): Promise<void> {
    // What follows from an alarm sets the next one.
    for (let i = 0; i < 10; i += 1) await nextTurn();
    this.clock.passUntil(this.clock.nowMs() + ms);
    for (let i = 0; i < 10; i += 1) await nextTurn();
  }
}

/** The state, the head and the dubs change while it goes on. */
function speakersOf(stage: Stage): Speakers {
  return {
    ingest: {
      get state() {
        return stage.state;
      },
    },
    segmenter: {
      finish: () => stage.cut.promise,
      flush: () => {
        stage.said.push('flush');
        stage.onFlush();
        return Promise.resolve();
      },
    },
    sts: { drain: () => stage.replies.promise },
    timeline: {
      get dubEndPtsNs() {
        return stage.dubEndPtsNs;
      },
    },
    line: {
      get headPtsNs() {
        return stage.headPtsNs;
      },
      endAt: (ptsNs) => {
        stage.endPtsNs = ptsNs;
        return stage.reached.promise;
      },
    },
  };
}

describe('LastWords', () => {
  it('end shortly behind the last fragment, once its replies are there', async () => {
    const stage = new Stage();
    stage.cut.resolve(9000n * MS);
    await stage.pass(0);
    expect(stage.endPtsNs).to.equal(undefined);
    stage.dubEndPtsNs = 8500n * MS;
    stage.replies.resolve();
    await stage.done;
    expect(stage.endPtsNs).to.equal(9120n * MS);
  });

  it('end behind the last dub where that speaks on, and wait until the source has brought the picture for it', async () => {
    const stage = new Stage();
    stage.cut.resolve(9000n * MS);
    stage.dubEndPtsNs = 11_000n * MS;
    stage.replies.resolve();
    await stage.pass(0);
    expect(stage.endPtsNs).to.equal(11_200n * MS);
    expect(stage.said).not.to.include('done');
    stage.reached.resolve();
    await stage.done;
  });

  it('do not wait for a source that does not bring it', async () => {
    for (const state of ['live', 'lost'] as const) {
      const stage = new Stage();
      stage.state = state;
      stage.cut.resolve(9000n * MS);
      stage.dubEndPtsNs = 11_000n * MS;
      stage.replies.resolve();
      await stage.pass(state === 'live' ? 2199 : 0);
      expect(stage.said.includes('done'), state).to.equal(state === 'lost');
      await stage.pass(2);
      await stage.done;
    }
  });

  it('end the fragment themselves when no pause comes', async () => {
    const stage = new Stage();
    stage.replies.resolve();
    stage.onFlush = () => stage.cut.resolve(9900n * MS);
    await stage.pass(6999);
    expect(stage.said).to.deep.equal([]);
    await stage.pass(2);
    expect(stage.said).to.deep.equal(['flush']);
    await stage.pass(1020);
    await stage.done;
    expect(stage.endPtsNs).to.equal(10_020n * MS);
  });

  it('end at once what a source said that is away', async () => {
    const stage = new Stage('lost');
    stage.onFlush = () => stage.cut.resolve(9900n * MS);
    stage.replies.resolve();
    await stage.pass(1);
    await stage.done;
    expect(stage.said).to.deep.equal(['flush', 'done']);
    expect(stage.endPtsNs).to.equal(10_020n * MS);
  });

  it('end where the media ends when nothing is heard at all', async () => {
    const stage = new Stage();
    stage.cut.resolve(undefined);
    stage.replies.resolve();
    await stage.pass(0);
    expect(stage.endPtsNs).to.equal(10_120n * MS);
    await stage.pass(1121);
    await stage.done;
  });

  it('end with a detector that hangs', async () => {
    const stage = new Stage();
    stage.replies.resolve();
    stage.onFlush = () => undefined;
    await stage.pass(7000);
    await stage.pass(2000);
    await stage.pass(1);
    await stage.pass(1200);
    await stage.done;
    expect(stage.endPtsNs).to.equal(10_120n * MS);
  });

  it('have nothing to end where no media ever came', async () => {
    const stage = new Stage();
    stage.headPtsNs = undefined;
    stage.cut.resolve(undefined);
    await stage.done;
    expect(stage.endPtsNs).to.equal(undefined);
  });

  it('let the original go down behind the last fragment, with its bed', async () => {
    const stage = new Stage();
    const pcm = Buffer.from(pcmOf(new Int16Array(2 * 1920).fill(10_000)));
    const block = { ptsNs: 9000n * MS, pcm, bed: pcm };
    expect(stage.words.heard(block)).to.equal(block);
    stage.cut.resolve(9020n * MS);
    stage.replies.resolve();
    await stage.done;
    expect(stage.words.heard({ ptsNs: 8960n * MS, pcm }).pcm.equals(pcm)).to.equal(true);
    const { pcm: heard, bed } = stage.words.heard(block);
    expect(int16View(heard)[2 * 959]).to.equal(10_000);
    expect(int16View(heard)[2 * 1919]).to.be.below(9400);
    expect(bed?.equals(heard)).to.equal(true);
    expect(Math.max(...int16View(stage.words.heard({ ptsNs: 9140n * MS, pcm }).pcm))).to.equal(0);
  });
});
