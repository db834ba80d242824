import { expect } from 'chai';
import { parse, StreamInit } from '../../../src/index.js';
import { faultyFields } from '../../support/faults.js';
import { wireOf } from '../../support/fixtures.js';

const spoiled = (fields: object) => faultyFields(StreamInit, { ...wireOf('stream-init'), ...fields });

describe('StreamInit', () => {
  it('has versions of two numbers, in order', () => {
    for (const version of ['1', '1.0.0', 'v1.0', '01.0', '1.00', '-1.0', '1.99999', '']) {
      expect(spoiled({ protocol: { min: version, max: '9.0' } }), version).to.include('protocol.min');
      expect(spoiled({ protocol: { min: '1.0', max: version } }), version).to.include('protocol.max');
    }
    expect(spoiled({ protocol: { min: '1.10', max: '1.9' } })).to.deep.equal(['protocol.max']);
  });

  it('takes language tags, with script and region', () => {
    for (const sourceLanguage of ['en', 'eng', 'pt-BR', 'zh-Hant-TW', 'ca-valencia']) {
      expect(parse(StreamInit, { ...wireOf('stream-init'), sourceLanguage }).sourceLanguage).to.equal(sourceLanguage);
    }
    for (const sourceLanguage of ['', 'e', 'english', 'EN', 'en_GB', 'en-', '../en', 'original']) {
      expect(spoiled({ sourceLanguage }), sourceLanguage).to.deep.equal(['sourceLanguage']);
    }
  });

  it('has one to sixteen target languages, none twice', () => {
    const seventeen = Array.from({ length: 17 }, (_, n) => `e${String.fromCharCode(97 + n)}`);
    for (const targetLanguages of [[], ['es', 'es'], ['es', ''], ['es', null], seventeen]) {
      expect(spoiled({ targetLanguages }), String(targetLanguages)).to.deep.equal(['targetLanguages']);
    }
  });

  it('carries sound in the formats of the contract', () => {
    const audio = wireOf('stream-init')['audio'];
    const wrong: [field: string, value: unknown][] = [
      ['encoding', 'pcm_f32le'],
      ['sampleRateHz', 7999],
      ['sampleRateHz', 48_001],
      ['sampleRateHz', 16_000.5],
      ['sampleRateHz', '16000'],
      ['channels', 0],
      ['channels', 3],
    ];
    for (const [field, value] of wrong) {
      expect(spoiled({ audio: { ...(audio as object), [field]: value } })).to.deep.equal([`audio.${field}`]);
    }
  });

  it('has a glossary of terms that are words', () => {
    const glossary = [{ term: 'C++' }, { term: 'Camp Nou', translation: 'Camp Nou', language: 'es-MX' }];
    expect(parse(StreamInit, { ...wireOf('stream-init'), glossary }).glossary).to.have.length(2);
    for (const term of ['', '  ', '—', 'a\tb', 'x'.repeat(129), 7]) {
      expect(spoiled({ glossary: [{ term }] }), String(term)).to.deep.equal(['glossary.0.term']);
      expect(spoiled({ glossary: [{ term: 'a', translation: term }] })).to.deep.equal(['glossary.0.translation']);
    }
    expect(spoiled({ glossary: [{ term: 'a', language: 'Spanish' }] })).to.deep.equal(['glossary.0.language']);
    expect(spoiled({ glossary: [{ translation: 'a' }] })).to.deep.equal(['glossary.0.term']);
  });

  it('has each term once for a language, and at most 512', () => {
    const many = (count: number) => Array.from({ length: count }, (_, n) => ({ term: `term ${n}` }));
    parse(StreamInit, { ...wireOf('stream-init'), glossary: many(512) });
    expect(spoiled({ glossary: many(513) })).to.deep.equal(['glossary']);
    const twice = [
      { term: 'Real Madrid', language: 'es' },
      { term: 'real  madrid ', translation: 'el Madrid', language: 'es' },
    ];
    expect(spoiled({ glossary: twice })).to.deep.equal(['glossary']);
    const languages = [{ term: 'goal' }, { term: 'goal', language: 'es' }, { term: 'goal', language: 'ca' }];
    expect(parse(StreamInit, { ...wireOf('stream-init'), glossary: languages }).glossary).to.have.length(3);
  });

  it('has at most one voice for each target language', () => {
    const es = { language: 'es', voice: 'ef_dora' };
    expect(parse(StreamInit, { ...wireOf('stream-init'), voices: [es] }).voices?.[0]).to.deep.include(es);
    expect(spoiled({ voices: [es, { ...es, voice: 'em_alex' }] })).to.deep.equal(['voices']);
    expect(spoiled({ voices: [{ ...es, language: 'fr' }] })).to.deep.equal(['voices']);
    for (const voice of ['', 'x'.repeat(129), 3]) {
      expect(spoiled({ voices: [{ language: 'es', voice }] }), String(voice)).to.deep.equal(['voices.0.voice']);
    }
  });
});
