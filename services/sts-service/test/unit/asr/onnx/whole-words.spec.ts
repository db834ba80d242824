import { expect } from 'chai';
import { wholeWords } from '../../../../src/asr/onnx/whole-words.js';

describe('wholeWords', () => {
  it('leaves out the word that may go on', () => {
    expect(wholeWords(' The weather wi', 'en')).to.equal('The weather');
    expect(wholeWords(' The weather will', 'en')).to.equal('The weather');
    expect(wholeWords(' The', 'en')).to.equal('');
    expect(wholeWords('', 'en')).to.equal('');
  });

  it('keeps a word that a space has ended', () => {
    expect(wholeWords('The weather ', 'en')).to.equal('The weather');
  });

  it('leaves out a part of a character with its word', () => {
    expect(wholeWords(' die gr\uFFFD', 'de')).to.equal('die');
  });

  it('keeps all complete characters where there are no spaces', () => {
    expect(wholeWords('今日は\uFFFD\uFFFD', 'ja')).to.equal('今日は');
    expect(wholeWords('今日は', 'ja')).to.equal('今日は');
  });
});
