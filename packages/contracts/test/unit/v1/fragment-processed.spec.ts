import { expect } from 'chai';
import { FragmentProcessed, parse } from '../../../src/index.js';
import { faultyFields } from '../../support/faults.js';
import { wireOf } from '../../support/fixtures.js';
import { without } from '../../support/paths.js';

describe('FragmentProcessed', () => {
  it('has audio in every dub that is spoken', () => {
    expect(
      faultyFields(FragmentProcessed, without(wireOf('fragment-processed'), ['dubs', '0', 'audio'])),
    ).to.deep.equal(['dubs.0.audio']);
  });

  it('says why something failed', () => {
    expect(
      faultyFields(FragmentProcessed, without(wireOf('fragment-processed'), ['dubs', '1', 'error'])),
    ).to.deep.equal(['dubs.1.error']);
    expect(faultyFields(FragmentProcessed, without(wireOf('fragment-processed.failed'), ['error']))).to.deep.equal([
      'error',
    ]);
  });

  it('knows its words for what became of a fragment and of a dub', () => {
    expect(faultyFields(FragmentProcessed, { ...wireOf('fragment-processed.minimal'), status: 'great' })).to.deep.equal(
      ['status'],
    );
    const wire = wireOf('fragment-processed');
    (wire['dubs'] as Record<string, unknown>[]).forEach((dub) => (dub['status'] = 'sung'));
    expect(faultyFields(FragmentProcessed, wire)).to.include.members([
      'dubs.0.status',
      'dubs.1.status',
      'dubs.2.status',
    ]);
  });

  it('has a confidence from 0 to 1', () => {
    const wire = wireOf('fragment-processed');
    for (const confidence of [-0.01, 1.01]) {
      const transcript = { ...(wire['transcript'] as object), confidence };
      expect(faultyFields(FragmentProcessed, { ...wire, transcript })).to.deep.equal(['transcript.confidence']);
    }
  });

  it('keeps the bytes of every dub where they are', () => {
    const wire = wireOf('fragment-processed');
    const [sent] = wire['dubs'] as { audio: Buffer }[];
    expect(parse(FragmentProcessed, wire).dubs[0]?.audio).to.equal(sent?.audio);
  });
});
