import { createLogger, Deferred, int16View, type DubbingError } from '@dubbing/common';
import { expect } from 'chai';
import type { AudioBlock } from '../../../src/media/units.js';
import { Separator } from '../../../src/separate/separator.js';
import { largestDifference } from '../../support/mixing.js';
import { integerBetween, seededRandom } from '../../support/random.js';
import { ScriptedEstimator } from '../../support/scripted-estimator.js';
import { blocksOf, noise } from '../../support/sound.js';

const SECOND = 48_000;

interface Built {
  readonly separator: Separator;
  readonly errors: DubbingError[];
  readonly log: string[];
}

function build(estimator: ScriptedEstimator, maxBacklogMs = 60_000): Built {
  const errors: DubbingError[] = [];
  const log: string[] = [];
  const logger = createLogger({ service: 'test', level: 'warn', write: (line) => log.push(line) });
  const onError = (error: DubbingError): void => void errors.push(error);
  return { separator: new Separator(estimator, { logger, onError, maxBacklogMs }), errors, log };
}

function soundBlocks(seed: number, frames: number, startPtsNs = 0n, lengths = () => 4800): AudioBlock[] {
  return blocksOf(noise(seededRandom(seed), 0.5, 2 * frames), startPtsNs, lengths);
}

function expectSame(block: AudioBlock): void {
  const bed = int16View(block.bed!);
  expect(bed).to.have.length(block.pcm.length / 2);
  expect(largestDifference(int16View(block.pcm), bed)).to.be.at.most(1);
}

describe('Separator', () => {
  it('fills the bed of every block, in place, and of the last ones at a flush', async () => {
    const random = seededRandom(1);
    const blocks = soundBlocks(1, 2 * SECOND, 0n, () => integerBetween(random, 1, 9000));
    const { separator, errors } = build(new ScriptedEstimator(() => 0, 3));
    for (const block of blocks) separator.push(block);
    await separator.drained();
    expect(blocks.at(-1)!.bed).to.equal(undefined);
    await separator.flush();
    blocks.forEach(expectSame);
    expect(separator.separatedBlocks).to.equal(blocks.length);
    expect([separator.skippedBlocks, separator.backlogMs]).to.deep.equal([0, 0]);
    expect(errors).to.deep.equal([]);
    await separator.close();
  });

  it('ends the stretch at a jump of the source and begins another', async () => {
    const estimator = new ScriptedEstimator(() => 0);
    const { separator } = build(estimator);
    const blocks = [...soundBlocks(1, SECOND), ...soundBlocks(2, SECOND, 7_000_000_000n)];
    for (const block of blocks) separator.push(block);
    await separator.flush();
    blocks.forEach(expectSame);
    expect(estimator.resets).to.be.at.least(2);
    await separator.close();
  });

  it('leaves a bed alone that the source gave', async () => {
    const { separator } = build(new ScriptedEstimator(() => 0));
    const [block] = soundBlocks(1, 4800);
    const own = Buffer.alloc(block!.pcm.length);
    block!.bed = own;
    separator.push(block!);
    await separator.flush();
    expect(block!.bed).to.equal(own);
    await separator.close();
  });

  it('gives up what waits when it falls behind, says so once, and goes on with what is new', async () => {
    const gate = new Deferred<number>();
    const { separator, log } = build(new ScriptedEstimator((frame) => (frame === 0 ? gate.promise : 0)), 500);
    const blocks = soundBlocks(1, 3 * SECOND);
    for (const block of blocks) {
      separator.push(block);
      expect(separator.backlogMs).to.be.at.most(700);
    }
    gate.resolve(0);
    await separator.flush();
    const beds = blocks.map((block) => block.bed !== undefined);
    expect(beds[0]).to.equal(false);
    const first = beds.indexOf(true);
    expect(beds.slice(first).every(Boolean)).to.equal(true);
    blocks.slice(first).forEach(expectSame);
    expect(separator.skippedBlocks).to.equal(first);
    expect(separator.separatedBlocks).to.equal(blocks.length - first);
    expect(log).to.have.lengthOf(1);
    await separator.close();
  });

  it('says once that the model failed, and touches no block from then on', async () => {
    const { separator, errors } = build(
      new ScriptedEstimator((frame) => {
        if (frame > 20) throw new Error('out of memory');
        return 0;
      }),
    );
    const blocks = soundBlocks(1, SECOND);
    for (const block of blocks) separator.push(block);
    await separator.drained();
    for (const block of soundBlocks(2, SECOND, 1_000_000_000n)) separator.push(block);
    await separator.flush();
    expect(errors.map(({ code }) => code)).to.deep.equal(['SEPARATION_FAILED']);
    expect(blocks.filter(({ bed }) => bed !== undefined)).to.have.lengthOf(2);
    expect(separator.skippedBlocks).to.equal(18);
    await separator.close();
  });

  it('touches nothing after close, which may be called twice and waits for what is under way', async () => {
    const gate = new Deferred<number>();
    const estimator = new ScriptedEstimator(() => gate.promise);
    const { separator } = build(estimator);
    const blocks = soundBlocks(1, SECOND);
    for (const block of blocks) separator.push(block);
    const closed = separator.close();
    expect(estimator.closed).to.equal(false);
    gate.resolve(0);
    await Promise.all([closed, separator.close()]);
    expect(estimator.closed).to.equal(true);
    separator.push(blocks[0]!);
    await separator.flush();
    expect(blocks.every(({ bed }) => bed === undefined)).to.equal(true);
  });
});
