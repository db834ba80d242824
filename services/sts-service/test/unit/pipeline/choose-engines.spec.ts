import { expect } from 'chai';
import { stsError, type StsErrorCode } from '../../../src/errors.js';
import type { EngineCatalogue } from '../../../src/pipeline/catalogue.js';
import { chooseEngines } from '../../../src/pipeline/choose-engines.js';
import { ScriptedRecognizer, ScriptedSynthesizer, ScriptedTranslator } from '../../../src/pipeline/testing/fakes.js';

const whisper = new ScriptedRecognizer(() => '', ['en', 'de'], 'whisper');
const sphinx = new ScriptedRecognizer(() => '', ['en'], 'pocketsphinx');
const marian = new ScriptedTranslator(undefined, ['en-es'], 'marian');
const apertium = new ScriptedTranslator(undefined, ['en-es', 'en-ca'], 'apertium');
const espeak = new ScriptedSynthesizer(undefined, ['es', 'ca', 'fr'], 'espeak-ng');

const catalogue: EngineCatalogue = {
  recognizers: [
    { engine: whisper, family: 'onnx', provider: 'cpu' },
    { engine: sphinx, family: 'builtin' },
  ],
  translators: [
    { engine: marian, family: 'onnx', provider: 'cuda' },
    { engine: apertium, family: 'builtin' },
  ],
  synthesizers: [{ engine: espeak, family: 'builtin' }],
  faults: [],
};
const wish = { sourceLanguage: 'en', targetLanguages: ['es', 'ca'] };

function refusal(work: () => unknown): { code: StsErrorCode; field: string } {
  try {
    work();
  } catch (error) {
    const { code, field } = error as { code: StsErrorCode; field: string };
    return { code, field };
  }
  throw new Error('it was expected to throw');
}

describe('chooseEngines', () => {
  it('takes the best engine for each language by itself, and tells which', () => {
    const { recognizer, targets, infos } = chooseEngines(catalogue, wish);
    expect(recognizer).to.equal(whisper);
    expect(targets.map(({ translator }) => translator.name)).to.deep.equal(['marian', 'apertium']);
    expect(infos.map((info) => ({ ...info }))).to.deep.equal([
      { stage: 'asr', language: 'en', name: 'whisper', family: 'onnx', provider: 'cpu' },
      { stage: 'translation', language: 'es', name: 'marian', family: 'onnx', provider: 'cuda' },
      { stage: 'tts', language: 'es', name: 'espeak-ng', family: 'builtin' },
      { stage: 'translation', language: 'ca', name: 'apertium', family: 'builtin' },
      { stage: 'tts', language: 'ca', name: 'espeak-ng', family: 'builtin' },
    ]);
  });

  it('takes the family or the engine that is asked for', () => {
    const engines = { asr: 'builtin', translation: 'apertium', tts: 'auto' };
    const { recognizer, targets } = chooseEngines(catalogue, { ...wish, engines });
    expect(recognizer).to.equal(sphinx);
    expect(targets.map(({ translator }) => translator.name)).to.deep.equal(['apertium', 'apertium']);
  });

  it('gives terms to the translators that keep to them, and tells who does and who has voices', () => {
    const exact = new ScriptedTranslator(undefined, ['en-es'], 'exact', ['glossary', 'length']);
    const kokoro = new ScriptedSynthesizer(undefined, ['es'], 'kokoro', ['ef_dora']);
    const able = {
      ...catalogue,
      translators: [{ engine: exact, family: 'onnx' as const }, ...catalogue.translators],
      synthesizers: [...catalogue.synthesizers, { engine: kokoro, family: 'onnx' as const }],
    };
    const wishes = {
      glossary: [{ term: 'NATO', translation: 'OTAN' }],
      voices: [{ language: 'es', voice: 'ef_dora' }],
    };
    const { targets, infos } = chooseEngines(able, { ...wish, ...wishes });
    expect(targets.map(({ terms, voice }) => [terms?.get('nato'), voice])).to.deep.equal([
      ['OTAN', 'ef_dora'],
      [undefined, undefined],
    ]);
    expect(targets[0]?.synthesizer).to.equal(kokoro);
    expect(infos.slice(1).map(({ name, features, voice }) => [name, features, voice])).to.deep.equal([
      ['exact', ['glossary', 'length'], undefined],
      ['kokoro', ['voices'], 'ef_dora'],
      ['apertium', undefined, undefined],
      ['espeak-ng', undefined, undefined],
    ]);
    expect(refusal(() => chooseEngines(catalogue, { ...wish, ...wishes }))).to.deep.equal({
      code: 'VOICE_UNKNOWN',
      field: 'voices.0',
    });
  });

  it('names the field as the request has it', () => {
    const flat = { ...wish, engines: { asr: 'vosk' }, enginesField: '' };
    expect(refusal(() => chooseEngines(catalogue, flat)).field).to.equal('asr');
  });

  it('names the field of what it cannot serve', () => {
    const choose = (changes: object) => refusal(() => chooseEngines(catalogue, { ...wish, ...changes }));
    expect(choose({ sourceLanguage: 'ja' })).to.deep.equal({ code: 'LANGUAGE_UNSUPPORTED', field: 'sourceLanguage' });
    expect(choose({ targetLanguages: ['es', 'ja'] })).to.deep.equal({
      code: 'LANGUAGE_UNSUPPORTED',
      field: 'targetLanguages.1',
    });
    expect(choose({ targetLanguages: ['fr'] })).to.deep.equal({
      code: 'LANGUAGE_PAIR_UNSUPPORTED',
      field: 'targetLanguages.0',
    });
    expect(choose({ sourceLanguage: 'de' })).to.deep.equal({
      code: 'LANGUAGE_PAIR_UNSUPPORTED',
      field: 'targetLanguages.0',
    });
    expect(choose({ engines: { asr: 'vosk' } })).to.deep.equal({ code: 'ENGINE_UNKNOWN', field: 'engines.asr' });
    expect(choose({ engines: { translation: 'marian' } })).to.deep.equal({
      code: 'LANGUAGE_PAIR_UNSUPPORTED',
      field: 'targetLanguages.1',
    });
  });

  it('says why the engine that would serve a language is not there', () => {
    const error = stsError('SYSTEM_PACKAGE_MISSING', 'apertium-eng-cat is not installed', {
      source: 'apertium-eng-cat',
    });
    const translators = [{ engine: marian, family: 'onnx' as const }];
    const missing = {
      ...catalogue,
      translators,
      faults: [
        { stage: 'translation' as const, family: 'builtin' as const, engine: 'apertium', error, languages: ['ca'] },
      ],
    };
    expect(refusal(() => chooseEngines(missing, wish))).to.deep.equal({
      code: 'SYSTEM_PACKAGE_MISSING',
      field: 'targetLanguages.1',
    });
    expect(refusal(() => chooseEngines(missing, { ...wish, targetLanguages: ['fr'] })).code).to.equal(
      'LANGUAGE_PAIR_UNSUPPORTED',
    );
    const engines = { translation: 'builtin' };
    expect(refusal(() => chooseEngines(missing, { ...wish, engines })).code).to.equal('SYSTEM_PACKAGE_MISSING');
  });

  it('says why the very engine that is asked for is not there, and blames no other engine for a language', () => {
    const error = stsError('MODEL_UNAVAILABLE', 'nllb: the file is damaged', { source: 'nllb' });
    const faults = [{ family: 'onnx' as const, engine: 'nllb', error }];
    const broken = { ...catalogue, faults };
    expect(refusal(() => chooseEngines(broken, { ...wish, engines: { translation: 'nllb' } }))).to.deep.equal({
      code: 'MODEL_UNAVAILABLE',
      field: 'engines.translation',
    });
    const known = {
      ...catalogue,
      faults: [{ stage: 'translation' as const, family: 'onnx' as const, engine: 'nllb', error }],
    };
    expect(refusal(() => chooseEngines(known, { ...wish, engines: { asr: 'nllb' } })).code).to.equal('ENGINE_UNKNOWN');
    const engines = { translation: 'marian' };
    expect(refusal(() => chooseEngines(known, { ...wish, engines })).code).to.equal('LANGUAGE_PAIR_UNSUPPORTED');
  });

  it('sends nothing to others unless it is told to', () => {
    const far = new ScriptedRecognizer(() => '', ['en', 'ja'], 'remote:whisper-1');
    const recognizers = [{ engine: far, family: 'remote' as const }, ...catalogue.recognizers];
    const choose = (asr: string) =>
      chooseEngines({ ...catalogue, recognizers }, { ...wish, engines: { asr } }).recognizer;
    expect(choose('auto')).to.equal(whisper);
    expect(choose('remote')).to.equal(far);
    expect(choose('remote:whisper-1')).to.equal(far);
  });

  it('tells the known names to one who asks for an unknown one', () => {
    expect(() => chooseEngines(catalogue, { ...wish, engines: { asr: 'vosk' } })).to.throw(
      'there is no asr engine "vosk", only auto, builtin, whisper, pocketsphinx',
    );
  });
});
