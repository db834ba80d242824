import { expect } from 'chai';

import type { Arrival } from '../../../src/ingest/arrival.js';
import { Rejoin } from '../../../src/ingest/rejoin.js';

const MS = 1_000_000n;
const FRAME_MS = 40;

function picture(index: number, content = index): Arrival {
  const dtsNs = BigInt(index * FRAME_MS) * MS;
  return {
    video: { ptsNs: dtsNs, dtsNs, durationNs: 40n * MS, keyFrame: index % 25 === 0, data: Buffer.alloc(100, content) },
  };
}

/** 40 ms of sound, of which each sample tells its place. */
function sound(index: number): Arrival {
  const pcm = Buffer.alloc(FRAME_MS * 48 * 4);
  for (let sample = 0; sample < FRAME_MS * 48; sample += 1)
    pcm.writeUInt32LE(index * FRAME_MS * 48 + sample, sample * 4);
  return { audio: { ptsNs: BigInt(index * FRAME_MS) * MS, pcm } };
}

describe('Rejoin', () => {
  let given: Arrival[];
  let nowMs: number;
  let rejoin: Rejoin;

  beforeEach(() => {
    given = [];
    nowMs = 0;
    rejoin = new Rejoin(
      (arrival) => given.push(arrival),
      () => nowMs,
    );
  });

  const pictures = (): number[] =>
    given.flatMap((each) => ('video' in each ? [Number(each.video.dtsNs / MS) / FRAME_MS] : []));
  const samples = (): number[] =>
    given.flatMap((each) =>
      'audio' in each
        ? Array.from({ length: each.audio.pcm.length / 4 }, (_, index) => each.audio.pcm.readUInt32LE(4 * index))
        : [],
    );
  const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
  /** Pictures and sound from one frame to another; the sound of a frame comes behind its picture. */
  const play = (from: number, to: number, paceMs = FRAME_MS): void => {
    for (let index = from; index < to; index += 1) {
      rejoin.push(picture(index));
      rejoin.push(sound(index));
      nowMs += paceMs;
    }
  };

  it('leaves out the group of pictures that a server gives again at once, with its sound, to the sample', () => {
    play(0, 60);
    rejoin.endConnection();
    play(50, 60, 0);
    play(60, 80);
    expect(pictures()).to.deep.equal(range(0, 80));
    expect(samples()).to.deep.equal(range(0, 80 * FRAME_MS * 48));
  });

  it('does so at every connection of a source that stands still', () => {
    play(0, 60);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      rejoin.endConnection();
      play(50, 60, 0);
      nowMs += 5000;
    }
    play(60, 70);
    expect(pictures()).to.deep.equal(range(0, 70));
    expect(samples()).to.deep.equal(range(0, 70 * FRAME_MS * 48));
  });

  it('goes on in the middle of a group, with sound that had not come yet', () => {
    play(0, 55);
    rejoin.push(picture(55));
    rejoin.endConnection();
    play(50, 58, 0);
    expect(pictures()).to.deep.equal(range(0, 58));
    expect(samples()).to.deep.equal(range(0, 58 * FRAME_MS * 48));
  });

  it('lets a source play that really begins again with the same pictures', () => {
    play(0, 60);
    rejoin.endConnection();
    play(0, 80);
    expect(pictures()).to.deep.equal([...range(0, 60), ...range(0, 80)]);
    expect(samples()).to.have.length(140 * FRAME_MS * 48);
  });

  it('lets through what only begins alike, and what is new', () => {
    play(0, 60);
    rejoin.endConnection();
    rejoin.push(picture(50));
    rejoin.push(picture(51, 7));
    expect(pictures().slice(60)).to.deep.equal([50, 51]);
    rejoin.endConnection();
    play(75, 80, 0);
    expect(pictures().slice(62)).to.deep.equal(range(75, 80));
  });

  it('keeps nothing back at the end of a connection', () => {
    play(0, 60);
    rejoin.endConnection();
    play(50, 55, 0);
    rejoin.endConnection();
    expect(pictures()).to.deep.equal([...range(0, 60), ...range(50, 55)]);
  });
});
