import { join } from 'node:path';
import { expect } from 'chai';
import { openTokenizer, type TextTokenizer } from '../../../../../src/text/tokenizer.js';
import { splitWords } from '../../../../../src/asr/onnx/whisper/split-words.js';
import { testModels } from '../../../../support/test-models.js';

describe('splitWords', () => {
  let tokenizer: TextTokenizer;
  before(async () => {
    tokenizer = await openTokenizer(join(testModels, 'whisper-tiny-random'));
  });

  function wordsOf(text: string, language: string): string[] {
    const tokens = tokenizer.encode(text, { specialTokens: false });
    const words = splitWords(tokens, tokenizer, language);
    expect(words.reduce((sum, word) => sum + word.tokens, 0)).to.equal(tokens.length);
    return words.map((word) => word.text);
  }

  it('splits at spaces and leaves punctuation with its word', () => {
    expect(wordsOf(' Buenas noches, señor.', 'es')).to.deep.equal(['Buenas', 'noches,', 'señor.']);
  });

  it('keeps characters whole that are made of several tokens', () => {
    expect(wordsOf(' größte 😀 Übung', 'de')).to.deep.equal(['größte', '😀', 'Übung']);
  });

  it('splits languages without spaces at their characters', () => {
    expect(wordsOf('今日は。', 'ja')).to.deep.equal(['今', '日', 'は。']);
  });

  it('has no words for no tokens', () => {
    expect(wordsOf('', 'en')).to.deep.equal([]);
  });
});
