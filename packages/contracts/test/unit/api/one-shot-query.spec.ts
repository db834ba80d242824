import { expect } from 'chai';
import { OneShotQuery, parse } from '../../../src/index.js';
import { faultyFields } from '../../support/faults.js';
import { wireOf } from '../../support/fixtures.js';

const spoiled = (fields: object) => faultyFields(OneShotQuery, { ...wireOf('one-shot-query'), ...fields });

describe('OneShotQuery', () => {
  it('reads lists and numbers out of the texts of a URL', () => {
    const query = parse(OneShotQuery, { sourceLanguage: 'en', targetLanguages: 'es, ca', slotMs: '800' });
    expect(query.targetLanguages).to.deep.equal(['es', 'ca']);
    expect(query.slotMs).to.equal(800);
  });

  it('refuses what is repeated, wrong or out of range', () => {
    for (const slotMs of ['', '1e3', '-1', '60001', 'NaN', ['1', '2']]) {
      expect(spoiled({ slotMs }), String(slotMs)).to.deep.equal(['slotMs']);
    }
    for (const targetLanguages of ['', 'es,', 'es,es', 'es;ca', { 0: 'es' }]) {
      expect(spoiled({ targetLanguages }), JSON.stringify(targetLanguages)).to.deep.equal(['targetLanguages']);
    }
  });
});
