import { join } from 'node:path';
import { expect } from 'chai';
import { openTokenizer, type TextTokenizer } from '../../../../../src/text/tokenizer.js';
import { hearWindow } from '../../../../../src/asr/onnx/whisper/hear-window.js';
import { seededRandom } from '../../../../../src/asr/onnx/whisper/random.js';
import { usualTuning } from '../../../../../src/asr/onnx/whisper/tuning.js';
import { readWhisperSpec, type WhisperSpec } from '../../../../../src/asr/onnx/whisper/whisper-spec.js';
import { testModels } from '../../../../support/test-models.js';
import { ScriptedDecoder } from '../../../../support/scripted-decoder.js';

const vocabulary = 2088;
const flat = 8;

interface Script {
  /** What each decoding says, one after the other; the last is said again and again. */
  readonly answers: readonly string[];
  /** How much likelier the words are than each other token, as a logit. */
  readonly sureness?: number;
  readonly noSpeech?: boolean;
}

describe('hearWindow', () => {
  let spec: WhisperSpec;
  let tokenizer: TextTokenizer;
  before(async () => {
    tokenizer = await openTokenizer(join(testModels, 'whisper-tiny-random'));
    spec = await readWhisperSpec(join(testModels, 'whisper-tiny-random'), tokenizer);
  });

  /** What is heard of a decoder that says these things, and how many decodings it took. */
  async function hear({ answers, sureness = 20, noSpeech = false }: Script) {
    const { start, end } = spec.tokens;
    let decodings = 0;
    const scripts = answers.map((text) => [...tokenizer.encode(text, { specialTokens: false }), end]);
    const decoder = new ScriptedDecoder(vocabulary, (tokens) => {
      const logits = Array.from({ length: vocabulary }, () => flat);
      if (tokens.length === 1) decodings += 1;
      const script = scripts[Math.min(decodings, scripts.length) - 1] ?? [];
      const next = script[tokens.length - 1] ?? end;
      logits[next] = flat + sureness;
      if (tokens.length === 1 && noSpeech) logits[spec.tokens.noSpeech] = flat + 40;
      return logits;
    });
    const shown: number[][] = [];
    const heard = await hearWindow(decoder, {
      spec,
      tokenizer,
      tuning: { ...usualTuning, timestamps: false },
      prompt: { tokens: [start], startAt: 0, begin: 1 },
      mostTokens: 120,
      signal: new AbortController().signal,
      onProgress: (best) => shown.push(best.chosen()),
    });
    const { transcription, noSpeechProbability } = heard;
    return { decodings, shown, noSpeechProbability, text: transcription && tokenizer.decode(transcription.tokens) };
  }

  it('takes an answer that the model is sure of', async () => {
    const heard = await hear({ answers: ['the news of today'] });
    expect(heard).to.deep.include({ text: 'the news of today', decodings: 1 });
    expect(heard.noSpeechProbability).to.be.below(0.01);
  });

  it('shows the tokens of the first temperature as they come, and none of later ones', async () => {
    const { shown } = await hear({ answers: [`good evening${' and'.repeat(60)}`, 'the news of today'] });
    expect(shown[0]?.length).to.equal(1);
    expect(shown.map((tokens) => tokens.length)).to.deep.equal(shown.map((_, index) => index + 1));
    const words = shown.map((tokens) => tokenizer.decode(tokens));
    expect(words.at(-1)).to.match(/^good evening and and/);
    expect(words.join()).not.to.contain('news');
  });

  it('tries again when the model turns in circles', async () => {
    const heard = await hear({ answers: ['the news '.repeat(20), 'the news of today'] });
    expect(heard).to.deep.include({ text: 'the news of today', decodings: 2 });
  });

  it('takes what came before the circles when it finds no way out of them', async () => {
    const heard = await hear({ answers: [`good evening${' and'.repeat(60)}`] });
    expect(heard).to.deep.include({ text: 'good evening and', decodings: 3 });
  });

  it('drops what the model knows nothing of', async () => {
    // Each word has exp(5) / (exp(5) + 2088), 7 %.
    expect(await hear({ answers: ['the news of today'], sureness: 5 })).to.deep.include({
      text: undefined,
      decodings: 3,
    });
  });

  it('hears no words where the model hears no speech and is not sure of them', async () => {
    const heard = await hear({ answers: ['the news of today'], sureness: 5, noSpeech: true });
    expect(heard).to.deep.include({ text: undefined, decodings: 1 });
    expect(heard.noSpeechProbability).to.be.above(0.9);
  });

  it('hears words that the model is sure of, also where it thinks that nobody speaks', async () => {
    const heard = await hear({ answers: ['the news of today'], noSpeech: true });
    expect(heard).to.deep.include({ text: 'the news of today', decodings: 1 });
  });

  it('drops an answer that comes to no end and does not repeat itself', async () => {
    const random = seededRandom(3);
    const words = Array.from({ length: 200 }, () => String.fromCodePoint(97 + Math.floor(random() * 26))).join('');
    expect(await hear({ answers: [words] })).to.deep.include({ text: undefined, decodings: 3 });
  });
});
