import { samplesToNs, silentLogger } from '@dubbing/common';
import { expect } from 'chai';

import { AacEncoder } from '../../../src/encode/aac-encoder.js';
import type { AudioUnit } from '../../../src/media/units.js';
import { openOutput } from '../../../src/publish/output.js';
import { eventsOf } from '../../support/media/analysis.js';
import { temporaryFolder } from '../../support/media/fixtures.js';

const RATE = 48_000;
const START_NS = 5_000_000_000n;
const BLOCK = 1920;

function tone(samples: number, from = 0): Buffer {
  const pcm = Buffer.alloc(samples * 4);
  for (let index = 0; index < samples; index += 1) {
    const value = Math.round(16_000 * Math.sin((2 * Math.PI * 1000 * (from + index)) / RATE));
    pcm.writeInt16LE(value, index * 4);
    pcm.writeInt16LE(value, index * 4 + 2);
  }
  return pcm;
}

describe('AacEncoder', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  async function encode(blocks: readonly { ptsNs: bigint; pcm: Buffer }[]): Promise<AudioUnit[]> {
    const units: AudioUnit[] = [];
    const encoder = new AacEncoder({
      onUnit: (unit) => units.push(unit),
      onError: (error) => expect.fail(error.message),
    });
    for (const block of blocks) encoder.push(block);
    await encoder.close();
    await encoder.close();
    return units;
  }

  it('puts what a listener hears where the PCM was, to within a millisecond', async () => {
    const silence = Buffer.alloc(BLOCK * 4);
    const loudBlock = 25;
    const blocks = Array.from({ length: 50 }, (_, index) => ({
      ptsNs: START_NS + samplesToNs(index * BLOCK, RATE),
      pcm: index >= loudBlock && index < loudBlock + 3 ? tone(BLOCK, index * BLOCK) : silence,
    }));
    const units = await encode(blocks);
    units
      .slice(1)
      .forEach((unit, index) => expect(Number(unit.ptsNs - (units[index]?.ptsNs ?? 0n))).to.be.closeTo(21_333_333, 1));
    expect(Number((units[0]?.ptsNs ?? 0n) - START_NS)).to.be.closeTo(-21_333_333, 1);
    const end = (units.at(-1)?.ptsNs ?? 0n) + samplesToNs(1024, RATE);
    expect(end >= START_NS + samplesToNs(50 * BLOCK, RATE)).to.equal(true);

    const file = `${folder}/tone.mkv`;
    const output = openOutput({ url: file, language: 'es', logger: silentLogger });
    for (const unit of units) output.pushAudio(unit);
    await output.close();
    // The file starts with the priming frame, so its zero is the first unit's time.
    const { beepsMs } = await eventsOf(file, 'sound');
    expect(beepsMs).to.have.length(1);
    expect(beepsMs[0]).to.be.closeTo(loudBlock * 40 + 1024 / 48, 1);
  });

  it('gives out all of what came faster than it can be encoded, and tells how far it is behind', async () => {
    const units: AudioUnit[] = [];
    const encoder = new AacEncoder({
      isUnpaced: true,
      onUnit: (unit) => units.push(unit),
      onError: (error) => expect.fail(error.message),
    });
    const seconds = 120;
    const pcm = tone(RATE);
    for (let second = 0; second < seconds; second += 1) {
      encoder.push({ ptsNs: START_NS + samplesToNs(second * RATE, RATE), pcm });
    }
    expect(encoder.backlogMs).to.be.greaterThan(100_000);
    await encoder.caughtUp();
    expect(encoder.backlogMs).to.be.at.most(1000);
    await encoder.close();
    expect(units).to.have.length(Math.ceil((seconds * RATE + 1024) / 1024));
  });

  it('fills a hole, drops an overlap, and follows a long jump', async () => {
    const at = (ms: number): bigint => START_NS + BigInt(ms) * 1_000_000n;
    const units = await encode([
      { ptsNs: at(0), pcm: tone(BLOCK) },
      { ptsNs: at(400), pcm: tone(BLOCK) },
      { ptsNs: at(420), pcm: tone(BLOCK) },
      { ptsNs: at(60_000), pcm: tone(BLOCK * 5) },
    ]);
    const times = units.map((unit) => Number(unit.ptsNs - START_NS) / 1e6);
    expect(times.filter((time) => time < 460)).to.have.length(23);
    expect(times.at(-1)).to.be.within(60_150, 60_200);
  });

  it('gives nothing for nothing', async () => {
    expect(await encode([])).to.deep.equal([]);
  });
});
