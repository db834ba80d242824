import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutoTokenizer, VitsModel, env } from '@huggingface/transformers';
import { expect } from 'chai';
import { openTokenizer } from '../../../../src/text/tokenizer.js';
import { openMms } from '../../../../src/tts/onnx/vits/mms.js';
import type { NeuralSynthesizer } from '../../../../src/tts/onnx/synthesizer.js';
import { rejection } from '../../../support/rejection.js';
import { testModels } from '../../../support/test-models.js';

const signal = new AbortController().signal;
const name = 'mms-random';
const folder = join(testModels, name);
const open = (from: string) => openMms({ folder: from, provider: 'cpu', threads: 1 });

/** The largest difference of two sounds; NaN where one is longer. */
function difference(ours: Float32Array, theirs: Float32Array): number {
  if (ours.length !== theirs.length) return Number.NaN;
  return ours.reduce((worst, value, at) => Math.max(worst, Math.abs(value - (theirs[at] ?? Number.NaN))), 0);
}

describe('MMS', function () {
  this.timeout(60_000);
  let voice: NeuralSynthesizer;

  before(async () => {
    env.allowRemoteModels = false;
    env.localModelPath = testModels;
    voice = await open(folder);
  });

  after(async () => {
    await voice.close();
  });

  describe('beside the runtime of the hub', () => {
    const sentences = ['Hello world', "It's late, isn't it?", 'THE QUICK BROWN FOX'];

    it('reads the same tokens', async () => {
      const ours = await openTokenizer(folder);
      const theirs = await AutoTokenizer.from_pretrained(name);
      for (const text of [...sentences, '', '😀', 'ж', 'naïve café — 10 times']) {
        expect(ours.encode(text), text).to.deep.equal(theirs.encode(text));
      }
    });

    it('makes the same waveform', async () => {
      const tokenizer = await AutoTokenizer.from_pretrained(name);
      const model = await VitsModel.from_pretrained(name, { dtype: 'fp32' });
      for (const text of sentences) {
        const { waveform } = (await model(tokenizer(text))) as { waveform: { data: Float32Array } };
        const { samples, sampleRateHz } = await voice.synthesize(text, { language: 'en', signal });
        expect(sampleRateHz).to.equal(16_000);
        expect(difference(samples, waveform.data), text).to.be.below(1e-5);
      }
      await model.dispose();
    });
  });

  it('speaks a text sentence by sentence, with a pause between', async () => {
    const speak = async (text: string) => (await voice.synthesize(text, { language: 'en', signal })).samples;
    const [one, two, both] = [
      await speak('Good evening.'),
      await speak('It rains.'),
      await speak('Good evening. It rains.'),
    ];
    expect(both.slice(0, one.length)).to.deep.equal(one);
    expect(both.slice(-two.length)).to.deep.equal(two);
    expect(both.length).to.be.above(one.length + two.length);
  });

  it('speaks what is left of a text when emoji and unknown letters are taken out', async () => {
    const speak = async (text: string) => (await voice.synthesize(text, { language: 'en', signal })).samples;
    const plain = await speak('good evening');
    expect(await speak('góod evèning')).to.deep.equal(plain);
    for (const text of ['good 😀 evening', 'Good ж evening!', '«good» 你好 evening…']) {
      expect(difference(await speak(text), plain), text).to.equal(0);
    }
  });

  it('says numbers in words', async () => {
    const speak = async (text: string) => (await voice.synthesize(text, { language: 'en', signal })).samples;
    expect(await speak('in 2024, 3.5 % more')).to.deep.equal(
      await speak('in two thousand twenty four, three point five percent more'),
    );
  });

  it('says nothing for nothing that can be said', async () => {
    for (const text of ['', '   ', '🎉', '?!', 'привет', '\u0000', '\uD83D']) {
      expect((await voice.synthesize(text, { language: 'en', signal })).samples, JSON.stringify(text)).to.have.length(
        0,
      );
    }
  });

  it('speaks very long text in pieces', async () => {
    const { samples } = await voice.synthesize('word '.repeat(400), { language: 'en', signal });
    const once = await voice.synthesize('word', { language: 'en', signal });
    expect(samples.length).to.be.above(once.samples.length * 50);
  });

  it('has its own pace only, and its own language', async () => {
    const natural = await voice.synthesize('hello', { language: 'en-GB', pace: 1, signal });
    const hasty = await voice.synthesize('hello', { language: 'en-GB', pace: 1.3, signal });
    expect([natural.pace, hasty.pace]).to.deep.equal([1, 1]);
    expect(hasty.samples).to.deep.equal(natural.samples);
    expect(await rejection(voice.synthesize('hola', { language: 'es', signal }))).to.include({
      code: 'LANGUAGE_UNSUPPORTED',
    });
    expect(await rejection(voice.synthesize('a', { language: 'en', voice: 'x', signal }))).to.include({
      code: 'VOICE_UNKNOWN',
    });
  });

  it('stops between two pieces when the caller gives up', async () => {
    const caller = new AbortController();
    const speaking = voice.synthesize('One sentence. '.repeat(20), { language: 'en', signal: caller.signal });
    const next = voice.synthesize('hello', { language: 'en', signal });
    setImmediate(() => {
      caller.abort();
    });
    expect(await rejection(speaking)).to.include({ code: 'ABORTED' });
    expect((await next).samples.length).to.be.above(0);
  });

  describe('with a folder that is not right', () => {
    let copy: string;

    beforeEach(async () => {
      copy = await mkdtemp(join(tmpdir(), 'mms-'));
      await cp(folder, copy, { recursive: true });
    });

    afterEach(async () => {
      await rm(copy, { recursive: true, force: true });
    });

    const change = async (file: string, more: object) => {
      const json = JSON.parse(await readFile(join(copy, file), 'utf8')) as object;
      await writeFile(join(copy, file), JSON.stringify({ ...json, ...more }));
    };

    it('names the file that is missing', async () => {
      for (const file of ['config.json', 'tokenizer.json', 'onnx/model.onnx']) {
        await rm(join(copy, file));
        const error = await rejection(open(copy));
        expect(error).to.include({ code: 'MODEL_UNAVAILABLE' });
        expect(error.message).to.contain(file);
        await cp(join(folder, file), join(copy, file));
      }
    });

    it('refuses a graph that is damaged', async () => {
      const file = join(copy, 'onnx/model.onnx');
      await writeFile(file, (await readFile(file)).subarray(0, 10_000));
      expect(await rejection(open(copy))).to.include({ code: 'MODEL_UNAVAILABLE', source: file });
    });

    it('refuses a graph of another architecture, and says what it lacks', async () => {
      await cp(join(testModels, 'piper-random/piper-random.onnx'), join(copy, 'onnx/model.onnx'));
      const error = await rejection(open(copy));
      expect(error).to.include({ code: 'MODEL_INCOMPATIBLE' });
      expect(error.message).to.contain('input_ids');
    });

    it('refuses a voice that reads what uroman writes', async () => {
      await change('tokenizer_config.json', { is_uroman: true });
      const error = await rejection(open(copy));
      expect(error).to.include({ code: 'LANGUAGE_UNSUPPORTED' });
      expect(error.message).to.contain('uroman');
    });

    it('refuses a voice that reads phonemes', async () => {
      await change('tokenizer_config.json', { phonemize: true });
      expect(await rejection(open(copy))).to.include({ code: 'MODEL_INCOMPATIBLE' });
    });

    it('needs the language and the sample rate', async () => {
      await change('tokenizer_config.json', { language: null });
      expect((await rejection(open(copy))).message).to.contain('language');
      await change('tokenizer_config.json', { language: 'azj-script_latin' });
      await change('config.json', { sampling_rate: undefined });
      expect((await rejection(open(copy))).message).to.contain('sampling_rate');
      await change('config.json', { sampling_rate: 16_000 });
      const azeri = await open(copy);
      expect(azeri.languages).to.deep.equal(['az-Latn']);
      await azeri.close();
    });
  });
});
