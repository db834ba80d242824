import { expect } from 'chai';

import { BLOCK_SAMPLES } from '../../../src/ingest/audio-assembler.js';
import { PROGRAMME_START_NS } from '../../../src/ingest/programme-clock.js';
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
    expect(Buffer.concat(audio.map((block) => block.pcm)).indexOf(1)).to.equal(66 * 48 * 4);
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
    expect(second.indexOf(1)).to.equal(20 * 48 * 4);
  });

  it('says when a live source jumps, and follows a file through its holes', () => {
    const live = tracks();
    live.push({ video: picture(10_000) });
    live.push({ audio: sound(10_000) });
    expect(live.push({ video: picture(0) })).to.equal(false);
    expect(live.push({ audio: sound(0) })).to.equal(false);
    const file = tracks(false);
    file.push({ video: picture(0) });
    file.push({ audio: sound(0) });
    expect(file.push({ video: picture(60_000) })).to.equal(true);
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
    for (let at = 0; at <= 5000; at += 40) both.push({ video: picture(at) });
    expect(both.audioStats.filledSamples).to.be.above(2 * 48_000);
    expect(both.videoNs).to.equal(5_000n * MS);
    expect(both.hasAudio).to.equal(true);
  });
});
