import { expect } from 'chai';
import { bcp47Code, isUndetermined, whisperCode } from '../../../../src/asr/onnx/languages.js';

const known = new Map(['en', 'pt', 'no', 'nn', 'jw', 'he', 'zh', 'tl', 'haw'].map((code, id) => [code, id]));

describe('whisperCode', () => {
  const cases: Record<string, string | undefined> = {
    en: 'en',
    'pt-BR': 'pt',
    EN_us: 'en',
    'zh-Hant-TW': 'zh',
    nb: 'no',
    nn: 'nn',
    jv: 'jw',
    iw: 'he',
    yue: 'zh',
    fil: 'tl',
    haw: 'haw',
    ca: undefined,
    xx: undefined,
  };
  for (const [language, code] of Object.entries(cases)) {
    it(`takes ${language} for ${code ?? 'unknown'}`, () => {
      expect(whisperCode(language, known)).to.equal(code);
    });
  }

  it('prefers a code of its own where a newer model has it', () => {
    expect(whisperCode('yue', new Map([...known, ['yue', 99]]))).to.equal('yue');
  });
});

describe('bcp47Code', () => {
  it('knows Javanese by its own code', () => {
    expect(['jw', 'en'].map(bcp47Code)).to.deep.equal(['jv', 'en']);
  });
});

describe('isUndetermined', () => {
  it('leaves the language to the model', () => {
    expect(['auto', 'und', 'mul', 'AUTO', ''].every(isUndetermined)).to.equal(true);
    expect(['en', 'aut', 'es-419'].some(isUndetermined)).to.equal(false);
  });
});
