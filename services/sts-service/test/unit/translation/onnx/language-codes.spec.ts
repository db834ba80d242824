import { expect } from 'chai';
import { LanguageCodes, localeOf } from '../../../../src/translation/onnx/language-codes.js';

describe('LanguageCodes', () => {
  const nllb = new LanguageCodes([
    'eng_Latn',
    'spa_Latn',
    'cat_Latn',
    'zho_Hans',
    'zho_Hant',
    'arb_Arab',
    'nob_Latn',
    'pes_Arab',
    'prs_Arab',
    'tgl_Latn',
    'srp_Cyrl',
    'pbt_Arab',
    'ydd_Hebr',
    'lvs_Latn',
    'khk_Cyrl',
    'fuv_Latn',
  ]);
  const m2m = new LanguageCodes(['en', 'es', 'zh', 'no', 'tl', 'pt', 'he', 'sr']);
  const opus = new LanguageCodes(['es', 'pt', 'pt_br', 'pt_PT', 'es_MX', 'cmn_Hans', 'cmn_Hant', 'ROMANCE']);

  it('finds codes of three letters with a script', () => {
    const found = ['en', 'en-GB', 'es', 'ca', 'ar', 'nb', 'no', 'fa', 'fil', 'tl', 'ps', 'yi', 'lv', 'mn', 'ff'];
    expect(found.map((language) => nllb.find(language))).to.deep.equal([
      'eng_Latn',
      'eng_Latn',
      'spa_Latn',
      'cat_Latn',
      'arb_Arab',
      'nob_Latn',
      'nob_Latn',
      'pes_Arab',
      'tgl_Latn',
      'tgl_Latn',
      'pbt_Arab',
      'ydd_Hebr',
      'lvs_Latn',
      'khk_Cyrl',
      'fuv_Latn',
    ]);
  });

  it('takes the script that a language is written in where it is asked for', () => {
    expect(['zh', 'zh-CN', 'zh-TW', 'zh-Hant', 'fa-AF'].map((language) => nllb.find(language))).to.deep.equal([
      'zho_Hans',
      'zho_Hans',
      'zho_Hant',
      'zho_Hant',
      'prs_Arab',
    ]);
    expect(nllb.find('sr-Latn')).to.equal(undefined);
  });

  it('finds codes of two letters, old ones too', () => {
    const found = ['en', 'es-419', 'zh-TW', 'nb', 'fil', 'iw', 'sr-Latn'].map((language) => m2m.find(language));
    expect(found).to.deep.equal(['en', 'es', 'zh', 'no', 'tl', 'he', 'sr']);
  });

  it('takes the region where the model has it, else the code without one', () => {
    const found = ['pt', 'pt-BR', 'pt-PT', 'es', 'es-MX', 'es-AR'].map((language) => opus.find(language));
    expect(found).to.deep.equal(['pt', 'pt_br', 'pt_PT', 'es', 'es_MX', 'es']);
  });

  it('has nothing for languages that the model lacks, and for what is none', () => {
    for (const language of ['de', 'roa', 'ROMANCE', '', 'x', '>>es<<']) {
      expect(opus.find(language), language).to.equal(undefined);
    }
    expect(localeOf('mul')).to.equal(undefined);
  });
});
