import { expect } from 'chai';
import { clausesOf } from '../../../../../src/tts/onnx/text/clauses.js';

const marked = (line: string) => clausesOf(line).map(({ text, mark, endsSentence }) => [text, mark, endsSentence]);

describe('clausesOf', () => {
  it('cuts behind punctuation that a space follows', () => {
    expect(marked('One, two; three: four. Five! Six? Seven')).to.deep.equal([
      ['One,', ',', false],
      ['two;', ';', false],
      ['three:', ':', false],
      ['four.', '.', true],
      ['Five!', '!', true],
      ['Six?', '?', true],
      ['Seven', '', true],
    ]);
  });

  it('keeps numbers, abbreviations and what is written together whole', () => {
    for (const line of ['3.14 and 1,000', 'e.g. this', 'yes?no', 'a .b', 'a—b', "u.s.a.'s", '5. b']) {
      expect(marked(line), line).to.deep.equal([[line, '', true]]);
    }
  });

  it('cuts in front of quotation marks and brackets', () => {
    expect(marked('"No." She left. (Why?) Well')).to.deep.equal([
      ['"No.', '.', true],
      ['" She left.', '.', true],
      ['(Why?', '?', true],
      [') Well', '', true],
    ]);
  });

  it('takes the first of several marks', () => {
    expect(marked('What?! Yes.')).to.deep.equal([
      ['What?!', '?', true],
      ['Yes.', '.', true],
    ]);
  });

  it('waits for a letter or a digit', () => {
    expect(marked('. . ¿Qué?')).to.deep.equal([['. . ¿Qué?', '?', true]]);
  });

  it('makes a pause at an ellipsis, and none of its own at a question in the middle', () => {
    expect(marked('Wait...what')).to.deep.equal([
      ['Wait…', ';', false],
      ['what', '', true],
    ]);
    expect(marked('Pero ¿qué?')).to.deep.equal([
      ['Pero ¿', '', false],
      ['qué?', '?', true],
    ]);
  });

  it('cuts scripts that write no space', () => {
    expect(marked('你好。再见')).to.deep.equal([
      ['你好。', '', true],
      ['再见', '', true],
    ]);
  });

  it('finds nothing in nothing', () => {
    expect(clausesOf('')).to.deep.equal([]);
  });
});
