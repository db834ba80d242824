import { expect } from 'chai';

import { BLOCK_SAMPLES } from '../../../src/ingest/audio-assembler.js';
import { PROGRAMME_START_NS } from '../../../src/ingest/settle-constant.js';
import { ProgrammeTracks } from '../../../src/ingest/programme-tracks.js';
import type { AudioBlock, VideoUnit } from '../../../src/media/units.js';

const MS = 1_000_000n;
/** A picture and a buffer of sound here last as long as the blocks that come out. */
const BLOCK_MS = BLOCK_SAMPLES / 48;

function picture(ptsMs: number, dtsMs = ptsMs): VideoUnit {
  return {
    ptsNs: BigInt(ptsMs) * MS,
    dtsNs: BigInt(dtsMs) * MS,
    durationNs: BigInt(BLOCK_MS) * MS,
    keyFrame: true,
    data: Buffer.alloc(4),
  };
}

function sound(ptsMs: number, durationMs = BLOCK_MS): AudioBlock {
  return { ptsNs: BigInt(ptsMs) * MS, pcm: Buffer.alloc(durationMs * 48 * 4, 1) };
}

/** Sound comes in and goes out over 5 ms wherever it is joined to other sound, or to silence. */
const JOIN_BYTES = 240 * 4;

describe('ProgrammeTracks', () => {
  let video: VideoUnit[];
  let audio: AudioBlock[];
  let nowMs: number;

  function tracks(live = true): ProgrammeTracks {
    video = [];
    audio = [];
    nowMs = 0;
    return new ProgrammeTracks(
      { onVideo: (unit) => video.push(unit), onAudio: (block) => audio.push(block) },
      { live, fast: false, now: () => nowMs },
    );
  }
  const sinceStartMs = (ns: bigint | undefined): number => Number((ns ?? 0n) - PROGRAMME_START_NS) / 1e6;

  it('moves both tracks by one constant, chosen by the earliest unit', () => {
    const both = tracks();
    both.push({ video: picture(5080, 5000) });
    expect(video).to.have.length(0);
    both.push({ audio: sound(5010) });
    expect(sinceStartMs(video[0]?.dtsNs)).to.equal(0);
    expect(sinceStartMs(video[0]?.ptsNs)).to.equal(80);
    both.end();
    // Led in by 10 ms of silence.
    expect(sinceStartMs(audio[0]?.ptsNs)).to.equal(0);
    expect(Buffer.concat(audio.map((block) => block.pcm)).indexOf(1)).to.equal(10 * 48 * 4);
  });

  it('leads sound in from the first picture, whichever came first', () => {
    const both = tracks();
    both.push({ audio: sound(5066) });
    both.push({ video: picture(5080, 5000) });
    both.end();
    expect(sinceStartMs(audio[0]?.ptsNs)).to.equal(0);
    expect(Buffer.concat(audio.map((block) => block.pcm)).indexOf(1)).to.be.within(
      66 * 48 * 4,
      66 * 48 * 4 + JOIN_BYTES,
    );
  });

  it('never changes the order of pictures, even where their decoding times go back', () => {
    const both = tracks();
    [0, 66, 33, 50, 99].forEach((dts, index) => {
      both.push({ video: { ...picture(200 + index, dts), data: Buffer.from([index]) } });
    });
    both.push({ audio: sound(0) });
    expect(video.map((unit) => unit.data[0])).to.deep.equal([0, 1, 2, 3, 4]);
  });

  it('does not wait for a track that does not come', () => {
    const both = tracks();
    both.push({ audio: sound(0) });
    expect(audio).to.have.length(0);
    nowMs = 1500;
    both.push({ audio: sound(BLOCK_MS) });
    expect(audio).to.have.length(2);
  });

  it('continues the timeline after a reconnect, both tracks by the same new constant', () => {
    const both = tracks();
    both.push({ video: picture(0) });
    both.push({ audio: sound(0) });
    both.endConnection();
    both.push({ video: picture(90_000) });
    both.push({ audio: sound(90_020) });
    both.end();
    expect(sinceStartMs(video[1]?.dtsNs)).to.equal(BLOCK_MS);
    // One block of the first connection, 20 ms of silence up to the second one's sound.
    expect(sinceStartMs(audio[1]?.ptsNs)).to.equal(BLOCK_MS);
    const second = Buffer.concat(audio.slice(1).map((block) => block.pcm));
    expect(second.indexOf(1)).to.be.within(20 * 48 * 4, 20 * 48 * 4 + JOIN_BYTES);
  });

  it('goes on without a hole when a source counts anew, wherever it jumps to', () => {
    for (const jumpMs of [3_600_000, 10_000, 600, -600, -8000, -95_000_000]) {
      const both = tracks();
      const push = (atMs: number, offsetMs: number): void => {
        nowMs += BLOCK_MS;
        both.push({ video: picture(100_000_000 + atMs + offsetMs) });
        both.push({ audio: sound(100_000_000 + atMs + offsetMs) });
      };
      for (let at = 0; at < 20; at += 1) push(at * BLOCK_MS, 0);
      for (let at = 20; at < 40; at += 1) push(at * BLOCK_MS, jumpMs);
      both.end();
      expect(video.map((unit) => sinceStartMs(unit.dtsNs))).to.deep.equal(video.map((_, index) => index * BLOCK_MS));
      expect(audio.map((block) => sinceStartMs(block.ptsNs))).to.deep.equal(audio.map((_, index) => index * BLOCK_MS));
      expect(video, `${jumpMs} ms`).to.have.length(40);
      const softened = Buffer.concat(audio.map(({ pcm }) => pcm)).filter((byte) => byte !== 1);
      expect(softened.length).to.be.at.most(2 * JOIN_BYTES);
    }
  });

  it('tells the side of a jump by the time, where the tracks jump one after the other', () => {
    for (const late of [3, 8]) {
      const both = tracks();
      const at = (index: number): number => (index < 20 ? index * BLOCK_MS : (index - 20) * BLOCK_MS);
      for (let index = 0; index < 40 + late; index += 1) {
        nowMs += BLOCK_MS;
        if (index < 40) both.push({ video: picture(at(index)) });
        if (index >= late) both.push({ audio: sound(at(index - late)) });
      }
      both.end();
      expect(video.map((unit) => sinceStartMs(unit.dtsNs))).to.deep.equal(video.map((_, index) => index * BLOCK_MS));
      expect(Buffer.concat(audio.map(({ pcm }) => pcm)).length).to.equal(40 * BLOCK_MS * 192);
    }
  });

  it('keeps the time of a hole, on the clock of a live source and in a file', () => {
    for (const live of [true, false]) {
      const both = tracks(live);
      const push = (atMs: number): void => {
        both.push({ video: picture(atMs) });
        both.push({ audio: sound(atMs) });
      };
      push(0);
      nowMs += 4000;
      push(4000);
      both.end();
      expect(sinceStartMs(video[1]?.dtsNs)).to.equal(4000);
      const pcm = Buffer.concat(audio.map((block) => block.pcm));
      expect(pcm.length).to.equal((4000 + BLOCK_MS) * 192);
      expect(pcm.indexOf(1, BLOCK_MS * 192)).to.be.within(4000 * 192, 4000 * 192 + JOIN_BYTES);
    }
  });

  it('puts sound that paused back to its picture', () => {
    const both = tracks();
    for (let index = 0; index < 100; index += 1) {
      nowMs += BLOCK_MS;
      both.push({ video: picture(index * BLOCK_MS) });
      if (index < 10 || index >= 70) both.push({ audio: sound(index * BLOCK_MS) });
    }
    both.end();
    const pcm = Buffer.concat(audio.map((block) => block.pcm));
    expect(pcm.length).to.equal(100 * BLOCK_MS * 192);
    expect(pcm.indexOf(1, 10 * BLOCK_MS * 192)).to.be.within(70 * BLOCK_MS * 192, 70 * BLOCK_MS * 192 + JOIN_BYTES);
  });

  it('leads in sound that starts seconds after the picture, while it is still to come', () => {
    const both = tracks();
    for (let index = 0; index < 60; index += 1) {
      nowMs += BLOCK_MS;
      both.push({ video: picture(index * BLOCK_MS) });
      if (index === 49) expect(audio.length).to.be.above(25);
      if (index >= 50) both.push({ audio: sound(index * BLOCK_MS) });
    }
    both.end();
    expect(Buffer.concat(audio.map((block) => block.pcm)).indexOf(1)).to.be.within(
      50 * BLOCK_MS * 192,
      50 * BLOCK_MS * 192 + JOIN_BYTES,
    );
  });

  it('follows a source that corrects one track alone', () => {
    const both = tracks();
    for (let index = 0; index < 60; index += 1) {
      nowMs += BLOCK_MS;
      both.push({ video: picture(index * BLOCK_MS) });
      both.push({ audio: sound(index * BLOCK_MS + (index < 20 ? 0 : 700)) });
    }
    both.end();
    const pcm = Buffer.concat(audio.map((block) => block.pcm));
    expect(pcm.indexOf(0)).to.be.within(20 * BLOCK_MS * 192 - JOIN_BYTES, 20 * BLOCK_MS * 192);
    expect(pcm.indexOf(1, 20 * BLOCK_MS * 192)).to.be.within(
      (20 * BLOCK_MS + 700) * 192,
      (20 * BLOCK_MS + 700) * 192 + JOIN_BYTES,
    );
  });

  it('keeps decoding times growing', () => {
    const both = tracks();
    both.push({ audio: sound(0) });
    for (const dts of [0, 40, 40, 39, 80]) both.push({ video: picture(dts) });
    video.forEach((unit, index) => {
      expect(unit.ptsNs >= unit.dtsNs).to.equal(true);
      if (index > 0) expect(unit.dtsNs > (video[index - 1] as VideoUnit).dtsNs).to.equal(true);
    });
  });

  it('puts silence where a live source loses its sound', () => {
    const both = tracks();
    both.push({ audio: sound(0) });
    for (let at = 0; at <= 5000; at += 40) {
      nowMs = at;
      both.push({ video: picture(at) });
    }
    expect(both.audioStats.filledSamples).to.be.above(2 * 48_000);
    expect(both.videoNs).to.equal(5_000n * MS);
    expect(both.hasAudio).to.equal(true);
  });

  it('waits for the sound of pictures that come at once after a stall', () => {
    const both = tracks();
    both.push({ audio: sound(0, 40) });
    both.push({ video: picture(0) });
    nowMs = 4000;
    for (let at = 40; at <= 4000; at += 40) both.push({ video: picture(at) });
    for (let at = 40; at <= 4000; at += 40) {
      nowMs += 10;
      both.push({ audio: sound(at, 40) });
      if (at % 400 === 0) both.push({ video: picture(4000 + at / 10) });
    }
    both.end();
    expect(both.audioStats).to.deep.equal({ resyncs: 0, filledSamples: 0, droppedSamples: 0, correctedSamples: 0 });
  });
});
