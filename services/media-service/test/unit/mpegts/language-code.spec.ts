import { expect } from 'chai';

import { languageCode } from '../../../src/mpegts/language-code.js';

describe('languageCode', () => {
  it('has three letters for the language of a tag, whatever its region', () => {
    expect(['es-MX', 'de', 'zh-Hant-TW', 'ast'].map(languageCode)).to.deep.equal(['spa', 'deu', 'zho', 'ast']);
  });

  it('has none for what is no language', () => {
    expect(['original', 'xx'].map(languageCode)).to.deep.equal([undefined, undefined]);
  });
});
