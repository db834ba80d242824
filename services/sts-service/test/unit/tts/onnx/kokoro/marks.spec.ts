import { expect } from 'chai';
import { markedParts } from '../../../../../src/tts/onnx/kokoro/marks.js';

const parts = (line: string) => markedParts(line).map(({ text, isMark }) => (isMark ? `<${text}>` : text));

describe('markedParts', () => {
  it('keeps the marks between words as they are', () => {
    expect(parts('Well, (yes) - no! "Ok" — fine…')).to.deep.equal([
      'Well',
      '<, (>',
      'yes',
      '<) >',
      '- no',
      '<! ">',
      'Ok',
      '<" — >',
      'fine',
      '<…>',
    ]);
  });

  it('keeps numbers and abbreviations whole', () => {
    for (const line of ['3.14', '1,000', 'at 10:30 h', 'the U.S. army', 'e.g. this']) {
      expect(parts(line), line).to.deep.equal([line]);
    }
  });

  it('writes marks as the voice knows them', () => {
    expect(parts('«Sí» – no')).to.deep.equal(['<“>', 'Sí', '<” — >', 'no']);
    expect(parts('Hola, ¿qué?')).to.deep.equal(['Hola', '<, >', 'qué', '<?>']);
    expect(parts('It’s [so]...')).to.deep.equal(["It's", '< (>', 'so', '<)…>']);
  });

  it('knows the marks of other scripts', () => {
    expect(parts('नमस्ते। कैसे？')).to.deep.equal(['नमस्ते', '<. >', 'कैसे', '<?>']);
  });

  it('has no parts for nothing', () => {
    expect(parts('')).to.deep.equal([]);
  });
});
