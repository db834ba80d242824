import { expect } from 'chai';
import { FragmentData, intervalOf, parse } from '../../../src/index.js';
import { faultyFields } from '../../support/faults.js';
import { wireOf } from '../../support/fixtures.js';

const spoiled = (fields: object) => faultyFields(FragmentData, { ...wireOf('fragment-data'), ...fields });

describe('FragmentData', () => {
  it('keeps nanoseconds that no JSON number holds', () => {
    const { startPtsNs, endPtsNs } = intervalOf(parse(FragmentData, wireOf('fragment-data')));
    expect(startPtsNs).to.equal(9_007_199_254_740_993_000n);
    expect(endPtsNs - startPtsNs).to.equal(10_000_000n);
  });

  it('has times in decimal strings only', () => {
    for (const pts of ['', '1.5', '1e9', '0x10', ' 1', '01', '-0', '+1', '1n', '9'.repeat(20), 1, 1n, ['1']]) {
      expect(spoiled({ startPtsNs: pts }), String(pts)).to.deep.equal(['startPtsNs']);
      expect(spoiled({ endPtsNs: pts }), String(pts)).to.deep.equal(['endPtsNs']);
    }
  });

  it('ends after it starts', () => {
    const { startPtsNs } = wireOf('fragment-data');
    expect(spoiled({ endPtsNs: startPtsNs })).to.include('endPtsNs');
    expect(spoiled({ endPtsNs: '9007199254740992999' })).to.include('endPtsNs');
    expect(spoiled({ startPtsNs: '0', endPtsNs: '-1' })).to.include('endPtsNs');
  });

  it('lasts as long as its interval', () => {
    expect(spoiled({ durationMs: 11.5 })).to.deep.equal(['durationMs']);
    expect(parse(FragmentData, { ...wireOf('fragment-data'), durationMs: 10.4 }).durationMs).to.equal(10.4);
  });

  it('has a slot that is not shorter than its target', () => {
    expect(spoiled({ slot: { targetMs: 10, maxMs: 9.9 } })).to.deep.equal(['slot.maxMs']);
  });

  it('has an id that is safe in logs, paths and metrics', () => {
    for (const fragmentId of ['', 'a b', 'a/b', 'ä', 'a\n', 'x'.repeat(129)]) {
      expect(spoiled({ fragmentId }), fragmentId).to.deep.equal(['fragmentId']);
    }
  });
});
