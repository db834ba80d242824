import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutoTokenizer, StyleTextToSpeech2Model, Tensor, env } from '@huggingface/transformers';
import { expect } from 'chai';
import { openTokenizer } from '../../../../src/text/tokenizer.js';
import { kokoroClauses } from '../../../../src/tts/onnx/kokoro/kokoro-phonemes.js';
import { openKokoro } from '../../../../src/tts/onnx/kokoro/kokoro.js';
import { tie } from '../../../../src/tts/onnx/kokoro/sounds.js';
import { styleFor, styleSize } from '../../../../src/tts/onnx/kokoro/voices.js';
import { EspeakPhonemes } from '../../../../src/tts/onnx/phonemes/espeak-phonemes.js';
import type { NeuralSynthesizer } from '../../../../src/tts/onnx/synthesizer.js';
import { rejection } from '../../../support/rejection.js';
import { needsPackages } from '../../../support/skip.js';
import { testModels } from '../../../support/test-models.js';

const signal = new AbortController().signal;
const name = 'kokoro-random';
const folder = join(testModels, name);
const open = (from: string) => openKokoro({ folder: from, provider: 'cpu', threads: 1 });

describe('Kokoro', function () {
  this.timeout(60_000);
  let kokoro: NeuralSynthesizer;
  let voice: string;
  const speak = async (text: string, more: object = {}) =>
    (await kokoro.synthesize(text, { language: 'en', signal, ...more })).samples;

  before(async function () {
    needsPackages(this, 'espeak-ng');
    env.allowRemoteModels = false;
    env.localModelPath = testModels;
    kokoro = await open(folder);
    voice = kokoro.voices.find((each) => each.startsWith('a')) ?? '';
  });

  // It is not there when the suite was skipped.
  after(() => (kokoro as NeuralSynthesizer | undefined)?.close());

  async function phonemesOf(text: string): Promise<string> {
    const reader = await EspeakPhonemes.open({ voice: 'en-us', tie }, signal);
    const signs = (await openTokenizer(folder)).vocabulary();
    const clauses = await kokoroClauses([text], { reader, language: 'en-US', signs, signal });
    return clauses
      .flatMap(({ symbols }) => symbols)
      .join('')
      .trim();
  }

  it('writes words and marks in the signs that it was trained on', async () => {
    expect(await phonemesOf('"Well," she said (quietly) — it\'s bottled water. Joy?')).to.equal(
      '"wˈɛl," ʃi sˈɛd (kwˈIətli) — ɪts bˈɑTᵊld wˈɔTəɹ. ʤˈY?',
    );
  });

  it("speaks as the hub's runtime does with the same phonemes, style and speed", async () => {
    const tokenizer = await AutoTokenizer.from_pretrained(name);
    const ours = await openTokenizer(folder);
    const model = await StyleTextToSpeech2Model.from_pretrained(name, { dtype: 'fp32' });
    const bytes = await readFile(join(folder, 'voices', `${voice}.bin`));
    const styles = new Float32Array(new Uint8Array(bytes).buffer);
    for (const [text, pace] of [
      ['Hello world.', 1],
      ['Good evening, and welcome to the news!', 1],
      ['Good evening, and welcome to the news!', 1.25],
    ] as const) {
      const phonemes = await phonemesOf(text);
      const ids = tokenizer.encode(phonemes);
      expect(ours.encode(phonemes)).to.deep.equal(ids);
      const style = new Tensor('float32', styleFor(styles, [...phonemes].length), [1, styleSize]);
      const inputs = tokenizer(phonemes) as object;
      const { waveform } = (await model({ ...inputs, style, speed: new Tensor('float32', [pace], [1]) })) as {
        waveform: { data: Float32Array };
      };
      const { samples, sampleRateHz } = await kokoro.synthesize(text, { language: 'en-US', voice, pace, signal });
      expect(sampleRateHz).to.equal(24_000);
      expect(samples).to.have.length(waveform.data.length);
      for (const [at, value] of samples.entries()) expect(value).to.be.closeTo(waveform.data[at] ?? 0, 1e-5);
    }
    await model.dispose();
  });

  it('takes the pace into the model', async () => {
    const text = 'Good evening, and welcome to the news!';
    const [slow, natural, fast] = [await speak(text, { pace: 0.5 }), await speak(text), await speak(text, { pace: 2 })];
    // Sounds last whole frames, and the small model's are few, so the lengths are near the pace only.
    expect(slow.length).to.be.above(natural.length * 1.5);
    expect(fast.length).to.be.below(natural.length * 0.75);
    expect((await kokoro.synthesize(text, { language: 'en', pace: 5, signal })).pace).to.equal(2);
  });

  it('has voices of several languages', async () => {
    expect(kokoro.languages).to.include('en-US');
    for (const language of kokoro.languages) {
      expect((await speak('Taxi 2 km', { language })).length, language).to.be.above(0);
    }
    expect(await rejection(speak('a', { language: 'ja' }))).to.include({ code: 'LANGUAGE_UNSUPPORTED' });
    expect(await rejection(speak('a', { voice: 'af_nobody' }))).to.include({ code: 'VOICE_UNKNOWN' });
  });

  it('speaks any length, never more than the model takes at once', async () => {
    const sentence = 'The government has decided to build a large hospital near the river. ';
    const one = await speak(sentence);
    expect((await speak(sentence.repeat(20))).length).to.be.above(one.length * 10);
    expect((await speak('word '.repeat(300))).length).to.be.above(one.length * 5);
  });

  it('says nothing for nothing, and what is left of the rest', async () => {
    for (const text of ['', '🎉', '—', '?!', 'привет']) expect(await speak(text), text).to.have.length(0);
    expect(await speak('Hello 🎉 мир world')).to.deep.equal(await speak('Hello world'));
  });

  describe('with a folder that is not right', () => {
    let copy: string;

    beforeEach(async () => {
      copy = await mkdtemp(join(tmpdir(), 'kokoro-'));
      await cp(folder, copy, { recursive: true });
    });

    afterEach(async () => {
      await rm(copy, { recursive: true, force: true });
    });

    it('refuses a voice that is cut off, by its name, and speaks with the others', async () => {
      const file = join(copy, 'voices', `${voice}.bin`);
      await writeFile(file, (await readFile(file)).subarray(0, 1000));
      const own = await open(copy);
      expect(await rejection(own.synthesize('a', { language: 'en', voice, signal }))).to.include({
        code: 'MODEL_UNAVAILABLE',
        source: file,
      });
      await own.close();
    });

    it('needs voices', async () => {
      for (const each of await readdir(join(copy, 'voices'))) await rm(join(copy, 'voices', each));
      expect(await rejection(open(copy))).to.include({ code: 'MODEL_UNAVAILABLE', source: join(copy, 'voices') });
    });

    it('refuses a graph of another architecture', async () => {
      await cp(join(testModels, 'mms-random/onnx/model.onnx'), join(copy, 'onnx/model.onnx'));
      expect((await rejection(open(copy))).message).to.contain('style');
    });
  });
});
