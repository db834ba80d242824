import { expect } from 'chai';
import { piecesOf, type ClauseSymbols } from '../../../../../src/tts/onnx/text/pieces.js';

const clause = (text: string, endsSentence = false): ClauseSymbols => ({ symbols: [...text], endsSentence });
const cut = (clauses: ClauseSymbols[], most: number, joined = 0) =>
  piecesOf(clauses, { most, joined }).map(({ symbols, end }) => [symbols.join(''), end]);

describe('piecesOf', () => {
  it('makes a piece of each sentence', () => {
    const clauses = [clause('one, '), clause('two.', true), clause('three.', true)];
    expect(cut(clauses, 100)).to.deep.equal([
      ['one, two.', 'sentence'],
      ['three.', 'sentence'],
    ]);
  });

  it('puts sentences together up to a bound', () => {
    const clauses = [clause('one. ', true), clause('two. ', true), clause('three.', true)];
    expect(cut(clauses, 100, 10)).to.deep.equal([
      ['one. two. ', 'sentence'],
      ['three.', 'sentence'],
    ]);
  });

  it('cuts a sentence that is too long between its clauses', () => {
    const clauses = [clause('one, '), clause('two, '), clause('three.', true)];
    expect(cut(clauses, 11)).to.deep.equal([
      ['one, two, ', 'clause'],
      ['three.', 'sentence'],
    ]);
  });

  it('cuts a clause that is too long between its words, and a word that is too long anywhere', () => {
    expect(cut([clause('aa bb cc dd.', true)], 6)).to.deep.equal([
      ['aa bb ', 'word'],
      ['cc dd.', 'sentence'],
    ]);
    expect(cut([clause('abcdefghij', true)], 4)).to.deep.equal([
      ['abcd', 'word'],
      ['efgh', 'word'],
      ['ij', 'sentence'],
    ]);
  });

  it('never exceeds the bound and loses nothing', () => {
    const text = 'lorem ipsum, dolor sit amet consectetur. adipiscing, elit. ';
    const clauses = text.split(/(?<=[,.] )/).map((part) => clause(part, part.includes('.')));
    for (let most = 1; most < 40; most += 1) {
      for (const joined of [0, 10, 100]) {
        const pieces = piecesOf(clauses, { most, joined });
        for (const { symbols } of pieces) expect(symbols.length).to.be.at.most(most);
        const letters = pieces.flatMap(({ symbols }) => symbols).join('');
        expect(letters.replace(/[^a-z]/g, '')).to.equal(text.replace(/[^a-z]/g, ''));
      }
    }
  });

  it('leaves out what is only marks', () => {
    expect(cut([clause('. ', true), clause('', true), clause('a.', true)], 10)).to.deep.equal([['a.', 'sentence']]);
    expect(piecesOf([], { most: 10, joined: 0 })).to.deep.equal([]);
  });
});
