import { samplesToNs } from '@dubbing/common';
import { expect } from 'chai';

import { AudioAssembler, BLOCK_SAMPLES } from '../../../src/ingest/audio-assembler.js';
import type { AudioBlock } from '../../../src/media/units.js';

const RATE = 48_000;
const MS = 1_000_000n;

function assembler(): { out: AudioBlock[]; assembler: AudioAssembler } {
  const out: AudioBlock[] = [];
  return { out, assembler: new AudioAssembler((block) => out.push(block)) };
}

/** Samples numbered from `first`, left and right alike, so that order and loss show. */
function numbered(first: number, count: number): Buffer {
  const pcm = Buffer.alloc(count * 4);
  for (let index = 0; index < count; index += 1) {
    pcm.writeUInt16LE((first + index) % 65_536, index * 4);
    pcm.writeUInt16LE((first + index) % 65_536, index * 4 + 2);
  }
  return pcm;
}

function expectContiguous(blocks: readonly AudioBlock[]): void {
  const start = blocks[0]?.ptsNs ?? 0n;
  let samples = 0;
  for (const block of blocks) {
    expect(block.ptsNs).to.equal(start + samplesToNs(samples, RATE));
    samples += block.pcm.length / 4;
  }
}

describe('AudioAssembler', () => {
  it('makes sample-exact blocks of times that are rounded to milliseconds', () => {
    const { out, assembler: taken } = assembler();
    for (let frame = 0; frame < 1000; frame += 1) {
      const exact = samplesToNs(frame * 1024, RATE);
      taken.push((exact / MS) * MS, numbered(frame * 1024, 1024));
    }
    taken.flush();
    expectContiguous(out);
    expect(taken.stats).to.deep.equal({ resyncs: 0, filledSamples: 0, droppedSamples: 0, correctedSamples: 0 });
    expect(Buffer.concat(out.map((block) => block.pcm)).equals(numbered(0, 1000 * 1024))).to.equal(true);
    expect(out[0]?.pcm.length).to.equal(BLOCK_SAMPLES * 4);
  });

  it('fills a hole with silence', () => {
    const { out, assembler: taken } = assembler();
    taken.push(0n, numbered(1, 4800));
    taken.push(200n * MS, numbered(1, 4800));
    taken.flush();
    expectContiguous(out);
    const pcm = Buffer.concat(out.map((block) => block.pcm));
    expect(pcm.length / 4).to.equal(9600 + 4800);
    expect(pcm.subarray(4800 * 4, 9600 * 4).every((byte) => byte === 0)).to.equal(true);
  });

  it('joins softly on both sides of a hole, of another connection, and of an end, once', () => {
    const loud = (frames: number): Buffer => Buffer.from(new Int16Array(2 * frames).fill(20_000).buffer);
    for (const join of ['hole', 'connection', 'end and connection'] as const) {
      const { out, assembler: taken } = assembler();
      // Two blocks and a little, so that the end of the sound lies in two blocks.
      taken.push(0n, loud(9700));
      const endNs = taken.endPtsNs!;
      if (join === 'end and connection') taken.breakOff();
      if (join !== 'hole') taken.realign();
      taken.push(join === 'hole' ? endNs + 100n * MS : endNs, loud(100));
      taken.push(taken.endPtsNs!, loud(5000));
      taken.flush();
      expectContiguous(out);
      const pcm = Buffer.concat(out.map((block) => block.pcm));
      const samples = Array.from({ length: pcm.length / 4 }, (_, frame) => pcm.readInt16LE(4 * frame));
      const steps = samples.slice(1).map((sample, index) => Math.abs(sample - samples[index]!));
      expect(Math.max(...steps), join).to.be.below(200);
      // Nothing but 5 ms on either side is touched.
      const touched = samples.filter((sample) => sample !== 20_000).length;
      expect(touched, join).to.be.at.most(480 + (join === 'hole' ? 4800 : 0));
      expect(Math.min(...samples), join).to.be.below(5);
    }
  });

  it('shows a hole of more than ten seconds as a jump', () => {
    const { out, assembler: taken } = assembler();
    taken.push(0n, numbered(0, BLOCK_SAMPLES));
    taken.push(60_000n * MS, numbered(0, BLOCK_SAMPLES));
    expect(out.map((block) => block.ptsNs)).to.deep.equal([0n, 60_000n * MS]);
  });

  it('drops what a source repeats', () => {
    const { out, assembler: taken } = assembler();
    taken.push(0n, numbered(0, 4800));
    taken.push(0n, numbered(0, 4800));
    taken.push(100n * MS, numbered(4800, 4800));
    taken.flush();
    expect(Buffer.concat(out.map((block) => block.pcm)).equals(numbered(0, 9600))).to.equal(true);
  });

  it('drops it to the sample where its pieces lie across the place that was reached', () => {
    const { out, assembler: taken } = assembler();
    const piece = (first: number): void => taken.push(samplesToNs(first, RATE), numbered(first, 4800));
    for (let first = 0; first < 48_000; first += 4800) piece(first);
    for (let first = 18_000; first < 90_000; first += 4800) piece(first);
    taken.flush();
    expectContiguous(out);
    expect(Buffer.concat(out.map((block) => block.pcm)).equals(numbered(0, 90_000))).to.equal(true);
  });

  it('follows a clock that runs fast, to within a few milliseconds and without a jump', () => {
    const { out, assembler: taken } = assembler();
    const framePerSource = 1.0005;
    let end = 0n;
    for (let frame = 0; frame < 47 * 120; frame += 1) {
      end = BigInt(Math.round(Number(samplesToNs(frame * 1024, RATE)) * framePerSource));
      taken.push(end, numbered(0, 1024));
    }
    expectContiguous(out);
    expect(taken.stats.resyncs).to.equal(0);
    const behindMs = Number(end + samplesToNs(1024, RATE) - (taken.endPtsNs ?? 0n)) / 1e6;
    expect(Math.abs(behindMs)).to.be.below(6);
  });
});
