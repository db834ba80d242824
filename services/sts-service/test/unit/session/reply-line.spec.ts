import { expect } from 'chai';
import { FragmentProcessed } from '@dubbing/contracts';
import { ReplyLine } from '../../../src/session/reply-line.js';

const reply = (sequence: number): FragmentProcessed =>
  Object.assign(new FragmentProcessed(), { sequence, fragmentId: `f${sequence}` });
const taken = (line: ReplyLine): number[] => [...line.take()].map(({ sequence }) => sequence);

describe('ReplyLine', () => {
  let line: ReplyLine;
  beforeEach(() => {
    line = new ReplyLine(2);
  });

  it('hands out replies in order, however they are done', () => {
    for (const sequence of [3, 4, 7]) line.reserve(sequence, `f${sequence}`);
    line.settle(reply(7));
    line.settle(reply(4));
    expect(taken(line)).to.deep.equal([]);
    line.settle(reply(3));
    expect(taken(line)).to.deep.equal([3, 4, 7]);
    expect(taken(line)).to.deep.equal([]);
    expect(line.empty).to.equal(true);
  });

  it('counts in flight what has no reply yet, sent or not', () => {
    for (const sequence of [1, 2]) line.reserve(sequence, `f${sequence}`);
    expect(line.inFlight).to.equal(2);
    line.settle(reply(2));
    line.settle(reply(2));
    expect(line.inFlight).to.equal(1);
    expect(line.empty).to.equal(false);
  });

  it('knows what it has, what it sent and what it has forgotten', () => {
    expect(line.find(0)).to.equal(undefined);
    for (const sequence of [1, 2, 3, 5]) line.reserve(sequence, `f${sequence}`);
    for (const sequence of [1, 2, 3]) line.settle(reply(sequence));
    expect(line.find(1)).to.deep.equal({ state: 'pending', fragmentId: 'f1' });
    expect(taken(line)).to.deep.equal([1, 2, 3]);
    expect(line.find(1)).to.deep.equal({ state: 'forgotten' });
    expect(line.find(3)).to.deep.include({ state: 'sent', fragmentId: 'f3' });
    expect(line.find(4)).to.deep.equal({ state: 'forgotten' });
    expect(line.find(5)).to.deep.equal({ state: 'pending', fragmentId: 'f5' });
    expect(line.find(6)).to.equal(undefined);
    expect(line.lastSequence).to.equal(5);
  });

  it('ignores a reply that nobody waits for', () => {
    line.settle(reply(9));
    expect(line.inFlight).to.equal(0);
    expect(taken(line)).to.deep.equal([]);
  });
});
