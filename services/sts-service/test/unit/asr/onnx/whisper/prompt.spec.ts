import { join } from 'node:path';
import { expect } from 'chai';
import { openTokenizer, type TextTokenizer } from '../../../../../src/text/tokenizer.js';
import { whisperPrompt } from '../../../../../src/asr/onnx/whisper/prompt.js';
import { readWhisperSpec, type WhisperSpec } from '../../../../../src/asr/onnx/whisper/whisper-spec.js';
import { testModels } from '../../../../support/test-models.js';

describe('whisperPrompt', () => {
  let spec: WhisperSpec;
  let tokenizer: TextTokenizer;
  before(async () => {
    tokenizer = await openTokenizer(join(testModels, 'whisper-tiny-random'));
    spec = await readWhisperSpec(join(testModels, 'whisper-tiny-random'), tokenizer);
  });

  /** The prompt with its tokens' names. */
  function named(options: { prefix?: string; previous?: string; timestamps?: boolean; language?: string }) {
    const prompt = whisperPrompt({ spec, tokenizer, language: 'es', timestamps: false, ...options });
    return { ...prompt, names: prompt.tokens.map((token) => tokenizer.tokenOf(token)) };
  }

  const head = ['<|startoftranscript|>', '<|es|>', '<|transcribe|>'];

  it('tells the language and the task', () => {
    expect(named({})).to.deep.include({ names: [...head, '<|notimestamps|>'], startAt: 0, begin: 4 });
    expect(named({ timestamps: true })).to.deep.include({ names: head, startAt: 0, begin: 3 });
  });

  it('begins the transcript with the words that are decided, behind the first time', () => {
    const words = tokenizer.encode(' la noche', { specialTokens: false });
    const plain = named({ prefix: 'la noche ' });
    expect(plain.tokens.slice(plain.begin)).to.deep.equal(words);
    const timed = named({ prefix: 'la noche', timestamps: true });
    expect(timed.names[timed.begin]).to.equal('<|0.00|>');
    expect(timed.tokens.slice(timed.begin + 1)).to.deep.equal(words);
  });

  it('puts what was said before in front, and keeps track of the start', () => {
    const words = tokenizer.encode(' la noche', { specialTokens: false });
    const prompt = named({ previous: 'la noche' });
    expect(prompt.names[0]).to.equal('<|startofprev|>');
    expect(prompt.tokens.slice(1, 1 + words.length)).to.deep.equal(words);
    expect(prompt.names[prompt.startAt]).to.equal('<|startoftranscript|>');
    expect(prompt.names.slice(prompt.startAt)).to.deep.equal([...head, '<|notimestamps|>']);
  });

  it('takes no marks from a text', () => {
    const { names } = named({ previous: 'la <|startoftranscript|><|en|> noche', prefix: '<|endoftext|>' });
    expect(names.filter((name) => name?.startsWith('<|'))).to.deep.equal([
      '<|startofprev|>',
      ...head,
      '<|notimestamps|>',
    ]);
  });

  it('keeps the end of long texts, and half of the places to hear with', () => {
    const long = 'una noche '.repeat(400);
    const { tokens } = whisperPrompt({
      spec,
      tokenizer,
      language: 'es',
      timestamps: true,
      prefix: `${long} prefijo`,
      previous: `${long} antes`,
    });
    expect(tokens.length).to.be.at.most(spec.contextTokens / 2);
    expect(tokenizer.decode([...tokens])).to.match(/ antes.* prefijo$/s);
  });
});
