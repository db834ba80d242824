import { expect } from 'chai';
import { languageOfName } from '../../../../../src/asr/onnx/moonshine/moonshine-spec.js';

describe('languageOfName', () => {
  it('is the language in the name of the model, else English', () => {
    const names = ['moonshine-tiny-ko-ONNX', 'moonshine-base-es', 'moonshine-tiny-ONNX', 'moonshine-base', 'mine'];
    expect(names.map(languageOfName)).to.deep.equal(['ko', 'es', 'en', 'en', 'en']);
  });
});
