import { join } from 'node:path';
import { expect } from 'chai';
import { usualTuning } from '../../../../../src/asr/onnx/whisper/tuning.js';
import { readWhisperSpec, type WhisperSpec } from '../../../../../src/asr/onnx/whisper/whisper-spec.js';
import { wordsSoFar } from '../../../../../src/asr/onnx/whisper/words-so-far.js';
import { TokenSequence } from '../../../../../src/decoding/token-sequence.js';
import { openTokenizer, type TextTokenizer } from '../../../../../src/text/tokenizer.js';
import { testModels } from '../../../../support/test-models.js';

describe('wordsSoFar', () => {
  let spec: WhisperSpec;
  let tokenizer: TextTokenizer;
  before(async () => {
    tokenizer = await openTokenizer(join(testModels, 'whisper-tiny-random'));
    spec = await readWhisperSpec(join(testModels, 'whisper-tiny-random'), tokenizer);
  });

  /** What is told of these tokens behind a prompt of one. */
  function told(tokens: readonly number[], { prefix = '', noSpeech = 0 } = {}): string[] {
    const texts: string[] = [];
    const onPartial = (text: () => string) => texts.push(text());
    const sequence = new TokenSequence([spec.tokens.start], 100);
    for (const token of tokens) sequence.push(token);
    const model = { spec, tokenizer } as Parameters<typeof wordsSoFar>[0];
    wordsSoFar(model, usualTuning, { language: 'en', prefix, durationS: 10, onPartial })(sequence, noSpeech);
    return texts;
  }

  const wordTokens = (text: string) => tokenizer.encode(text, { specialTokens: false });

  it('tells whole words, without timestamps', () => {
    expect(told([spec.tokens.firstTimestamp, ...wordTokens(' good evening and')])).to.deep.equal(['good evening']);
    expect(told([spec.tokens.firstTimestamp])).to.deep.equal(['']);
  });

  it('knows that a word is whole when a timestamp follows it', () => {
    expect(told([...wordTokens(' good evening'), spec.tokens.firstTimestamp + 50])).to.deep.equal(['good evening']);
  });

  it('leaves out what begins behind the end of the sound', () => {
    const [first, end] = [spec.tokens.firstTimestamp, spec.tokens.firstTimestamp + 500];
    const tokens = [first, ...wordTokens(' good evening'), end, end, ...wordTokens(' thank you very much')];
    expect(told(tokens)).to.deep.equal(['good evening']);
  });

  it('begins with what was decided before', () => {
    expect(told(wordTokens(' evening and'), { prefix: 'Good' })).to.deep.equal(['Good evening']);
  });

  it('tells nothing where the model thinks that nobody speaks', () => {
    expect(told(wordTokens(' thank you for watching'), { noSpeech: 0.7 })).to.deep.equal([]);
    expect(told(wordTokens(' thank you for watching'), { noSpeech: 0.5 })).to.deep.equal(['thank you for']);
  });
});
