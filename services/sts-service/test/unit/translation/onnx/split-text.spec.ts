import { expect } from 'chai';
import { piecesOf, sentencesOf } from '../../../../src/translation/onnx/split-text.js';

describe('sentencesOf', () => {
  it('splits at the ends of sentences', () => {
    expect(sentencesOf(' It is late. What now?  Run!\nGo… ', 'en')).to.deep.equal([
      'It is late.',
      'What now?',
      'Run!',
      'Go…',
    ]);
    expect(sentencesOf('你好。再见！', 'zh')).to.deep.equal(['你好。', '再见！']);
  });

  it('does not split behind abbreviations, initials and within numbers', () => {
    expect(sentencesOf('Dr. Smith met J. R. Brown at 3.15. They won.', 'en')).to.deep.equal([
      'Dr. Smith met J. R. Brown at 3.15.',
      'They won.',
    ]);
  });

  it('keeps a text that ends with an abbreviation, and finds nothing in none', () => {
    expect(sentencesOf('Bread, milk etc.', 'en')).to.deep.equal(['Bread, milk etc.']);
    expect(sentencesOf(' \n ', 'en')).to.deep.equal([]);
  });
});

describe('piecesOf', () => {
  const upTo = (most: number) => (text: string) => text.length <= most;

  it('leaves alone what fits', () => {
    expect(piecesOf('a, b; c', 'en', upTo(7))).to.deep.equal(['a, b; c']);
  });

  it('splits behind semicolons first, then behind commas, then between words', () => {
    const text = 'one, two; three, four five six seven';
    expect(piecesOf(text, 'en', upTo(28))).to.deep.equal(['one, two;', 'three, four five six seven']);
    expect(piecesOf(text, 'en', upTo(16))).to.deep.equal(['one, two;', 'three,', 'four five six', 'seven']);
  });

  it('splits what is written without spaces', () => {
    const pieces = piecesOf('今天天气很好我们去公园', 'zh', upTo(5));
    expect(pieces.join('')).to.equal('今天天气很好我们去公园');
    for (const piece of pieces) expect(piece.length).to.be.at.most(5);
  });

  it('gives back a single word that is too long', () => {
    expect(piecesOf('x'.repeat(50), 'en', upTo(10))).to.deep.equal(['x'.repeat(50)]);
    expect(piecesOf(`${'x'.repeat(50)} and more`, 'en', upTo(10))).to.deep.equal(['x'.repeat(50), 'and more']);
  });

  it('loses no word', () => {
    const text = 'So, first: a and b; then (later) c — which, again, is d, e, f and so on; the end';
    for (const most of [8, 12, 20, 40]) {
      const words = piecesOf(text, 'en', upTo(most)).join(' ').split(/\s+/u);
      expect(words.join(' '), String(most)).to.equal(text);
    }
  });
});
