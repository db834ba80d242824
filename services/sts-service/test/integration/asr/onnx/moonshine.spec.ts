import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AutoProcessor,
  AutoTokenizer,
  env,
  MoonshineForConditionalGeneration,
  type Tensor,
} from '@huggingface/transformers';
import { expect } from 'chai';
import { MoonshineModel } from '../../../../src/asr/onnx/moonshine/moonshine-model.js';
import { openMoonshine, transcribeMoonshine } from '../../../../src/asr/onnx/moonshine/moonshine.js';
import type { NeuralRecognizer } from '../../../../src/asr/onnx/recognizer.js';
import { rejection } from '../../../support/rejection.js';
import { sweep } from '../../../support/sweep.js';
import { testModels } from '../../../support/test-models.js';
import { tone } from '../../../support/tone.js';

const signal = new AbortController().signal;
const name = 'moonshine-random';
const folder = join(testModels, name);
const sounds: Readonly<Record<string, Float32Array>> = {
  'a short sweep': sweep(1),
  'a sweep': sweep(5),
  'a tone': tone(440, 3210, 16_000),
};

describe('openMoonshine', function () {
  this.timeout(60_000);
  let recognizer: NeuralRecognizer;
  before(async () => {
    recognizer = await openMoonshine({
      folder,
      provider: 'cpu',
      threads: 1,
      tuning: { dropLogProbability: -20, mostCompression: 100 },
    });
  });
  after(() => recognizer.close());

  it('shows its text as it grows, and hears the same', async () => {
    const shown: string[] = [];
    const heard = await recognizer.recognize(sweep(5), {
      language: 'en',
      signal,
      onPartial: (text) => shown.push(text()),
    });
    expect(heard).to.deep.equal(await recognizer.recognize(sweep(5), { language: 'en', signal }));
    expect(shown.length).to.be.above(5);
    expect(heard.text.startsWith(shown.at(-1) ?? '?'), `${heard.text} | ${shown.at(-1)}`).to.equal(true);
  });

  it('says the same as the runtime of the hub, token by token', async () => {
    env.allowRemoteModels = false;
    env.localModelPath = testModels;
    const model = await MoonshineModel.open({ folder, provider: 'cpu', threads: 1 });
    const hub = await MoonshineForConditionalGeneration.from_pretrained(name, { dtype: 'fp32' });
    const processor = await AutoProcessor.from_pretrained(name);
    const hubTokenizer = await AutoTokenizer.from_pretrained(name);
    try {
      for (const [title, samples] of Object.entries(sounds)) {
        const { input_values: inputs } = (await processor(samples)) as { input_values: Tensor };
        const sequences: unknown = await hub.generate({ inputs, max_new_tokens: 40 });
        const [reference = []] = (sequences as Tensor).tolist() as bigint[][];
        const decoder = model.listenTo(await model.encode(samples));
        const answer = await transcribeMoonshine(decoder, model.spec, { forced: [], mostTokens: 40, signal });
        const ours = [model.spec.startToken, ...answer.tokens, ...(answer.ended ? model.spec.endTokens : [])];
        expect(ours, title).to.deep.equal(reference.map(Number));
        const text = hubTokenizer.decode(reference, { skip_special_tokens: true });
        expect(model.tokenizer.decode(answer.tokens), title).to.equal(text);
      }
    } finally {
      await Promise.all([model.close(), hub.dispose()]);
    }
  });

  it('gives text, confidence and the length of the sound', async () => {
    const heard = await recognizer.recognize(sweep(5), { language: 'en-US', signal });
    expect(heard.text).to.match(/\S/);
    expect(heard.confidence).to.be.within(0.01, 1);
    expect(heard.segments).to.deep.equal([{ startMs: 0, endMs: 5000, text: heard.text }]);
    expect(heard.language).to.equal('en');
  });

  it('goes on from words that are decided', async () => {
    const { text } = await recognizer.recognize(sweep(5), { language: 'en', prefix: 'good evening', signal });
    expect(text).to.match(/^good evening/);
    expect(text).not.to.equal('good evening');
  });

  it('hears more than half a minute, piece by piece', async () => {
    const { segments } = await recognizer.recognize(sweep(42), { language: 'en', signal });
    expect(segments).to.have.length(2);
    expect(segments[0]?.endMs).to.equal(segments[1]?.startMs);
    expect(segments[1]?.endMs).to.equal(42_000);
  });

  it('says no more than can be said in the time', async () => {
    const short = await recognizer.recognize(sweep(0.3), { language: 'en', signal });
    const model = await MoonshineModel.open({ folder, provider: 'cpu', threads: 1 });
    try {
      expect(model.tokenizer.encode(short.text, { specialTokens: false })).to.have.length.at.most(5);
    } finally {
      await model.close();
    }
  });

  it('says nothing when it is as unsure as random weights are', async () => {
    const strict = await openMoonshine({ folder, provider: 'cpu', threads: 1, tuning: { dropLogProbability: -0.1 } });
    try {
      expect(await strict.recognize(sweep(2), { language: 'en', signal })).to.deep.include({ text: '', segments: [] });
    } finally {
      await strict.close();
    }
  });

  it('refuses another language than its own', async () => {
    const hearing = recognizer.recognize(sweep(1), { language: 'es', signal });
    expect(await rejection(hearing)).to.include({ code: 'LANGUAGE_UNSUPPORTED', field: 'language' });
  });

  it('hears its language by every name that the language has', async () => {
    const chinese = await openMoonshine({ folder, provider: 'cpu', threads: 1, language: 'zh-Hans' });
    try {
      expect(chinese.languages).to.deep.equal(['zh']);
      for (const language of ['zh-TW', 'cmn']) await chinese.recognize(sweep(1), { language, signal });
      const hearing = chinese.recognize(sweep(1), { language: 'en', signal });
      expect(await rejection(hearing)).to.include({ code: 'LANGUAGE_UNSUPPORTED' });
    } finally {
      await chinese.close();
    }
  });

  it('refuses a model of another architecture, and a folder without a tokenizer', async () => {
    const damaged = await mkdtemp(join(tmpdir(), 'sts-moonshine-'));
    try {
      await cp(folder, damaged, { recursive: true });
      await rm(join(damaged, 'tokenizer.json'));
      const open = () => rejection(openMoonshine({ folder: damaged, provider: 'cpu', threads: 1 }));
      expect(await open()).to.include({ code: 'MODEL_UNAVAILABLE', source: join(damaged, 'tokenizer.json') });
      await writeFile(join(damaged, 'config.json'), '{"model_type": "whisper"}');
      expect(await open()).to.include({ code: 'MODEL_INCOMPATIBLE', source: join(damaged, 'config.json') });
    } finally {
      await rm(damaged, { recursive: true });
    }
  });
});
