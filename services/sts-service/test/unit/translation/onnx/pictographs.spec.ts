import { expect } from 'chai';
import { hasWords, withoutPictographs } from '../../../../src/translation/onnx/pictographs.js';

describe('withoutPictographs', () => {
  it('takes emoji out whole, with skin tones, flags and families', () => {
    expect(withoutPictographs('Hi 👍🏽 all 👨‍👩‍👧‍👦, from 🇪🇸 ❤️!')).to.deep.equal({
      text: 'Hi all , from !',
      pictographs: '👍🏽👨‍👩‍👧‍👦🇪🇸❤️',
    });
  });

  it('leaves digits and marks that people write in texts', () => {
    const text = 'Nº 5 of 10 # * ACME™ © 2026';
    expect(withoutPictographs(text)).to.deep.equal({ text, pictographs: '' });
  });
});

describe('hasWords', () => {
  it('tells what can be said from what cannot', () => {
    for (const text of ['a', '你', '7', '¿Qué?']) expect(hasWords(text), text).to.equal(true);
    for (const text of ['', '…', '— ? !', '🎉', '♪♪']) expect(hasWords(text), text).to.equal(false);
  });
});
