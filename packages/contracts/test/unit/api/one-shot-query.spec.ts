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

  it('takes engines and voices by name', () => {
    const query = parse(OneShotQuery, { ...wireOf('one-shot-query'), tts: 'builtin', voices: 'es=f2,ca=a=b' });
    expect(query).to.deep.include({ tts: 'builtin', voices: ['es=f2', 'ca=a=b'] });
    for (const stage of ['asr', 'translation', 'tts']) {
      for (const name of ['', ['a', 'b'], 'x'.repeat(129)]) expect(spoiled({ [stage]: name })).to.deep.equal([stage]);
    }
    for (const voices of ['', 'es', 'es=', '=f2', 'fr=f2', 'es=f2,es=f3', ['es=f2', 'es=f3'], { es: 'f2' }]) {
      expect(spoiled({ voices }), JSON.stringify(voices)).to.deep.equal(['voices']);
    }
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
