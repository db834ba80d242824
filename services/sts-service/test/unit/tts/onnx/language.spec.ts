import { expect } from 'chai';
import { fittingTag, languageOf } from '../../../../src/tts/onnx/language.js';

describe('languages of voices', () => {
  it('takes the language of a tag, and of a code of three letters', () => {
    expect(['pt-BR', 'spa', 'cat', 'es-419', 'zz zz'].map(languageOf)).to.deep.equal(['pt', 'es', 'ca', 'es', 'zz zz']);
  });

  it('prefers the region that is asked for, else takes another', () => {
    expect(fittingTag(['en-US', 'en-GB'], 'en-gb')).to.equal('en-GB');
    expect(fittingTag(['en-US', 'en-GB'], 'en')).to.equal('en-US');
    expect(fittingTag(['es-ES'], 'es-419')).to.equal('es-ES');
    expect(fittingTag(['es-ES'], 'ca')).to.equal(undefined);
  });
});
