import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { NeuralRecognition, NeuralRecognizer, RecognizeRequest } from '../../../../src/asr/onnx/recognizer.js';
import type { WhisperTuning } from '../../../../src/asr/onnx/whisper/tuning.js';
import { openWhisper } from '../../../../src/asr/onnx/whisper/whisper.js';
import { testModels } from '../../../support/test-models.js';
import { rejection } from '../../../support/rejection.js';
import { sweep } from '../../../support/sweep.js';

const signal = new AbortController().signal;
const folder = join(testModels, 'whisper-tiny-random');

/** Random weights are never sure: what they say is taken as it comes. */
const trusting: Partial<WhisperTuning> = { leastLogProbability: -20, dropLogProbability: -20, mostCompression: 100 };

describe('openWhisper', function () {
  this.timeout(60_000);
  let recognizer: NeuralRecognizer;
  before(async () => {
    recognizer = await openWhisper({ folder, provider: 'cpu', threads: 1, tuning: trusting });
  });
  after(() => recognizer.close());

  it('gives text, confidence and times within the sound, the same each time', async () => {
    const heard = await recognizer.recognize(sweep(30), { language: 'es', signal });
    expect(heard.text).to.match(/\S+ \S+/);
    expect(heard.confidence).to.be.within(0.01, 1);
    expect(heard.noSpeechProbability).to.be.within(0, 1);
    expect(heard.language).to.equal('es');
    for (const { startMs, endMs } of heard.segments) {
      expect(startMs).to.be.within(0, endMs);
      expect(endMs).to.be.at.most(30_000);
    }
    expect(await recognizer.recognize(sweep(30), { language: 'es', signal })).to.deep.equal(heard);
  });

  it('hears the same in sounds that share passes as in each alone, and answers each by itself', async () => {
    const faulty = sweep(2);
    faulty[100] = Number.NaN;
    const sounds: RecognizeRequest[] = [
      { samples: sweep(30), language: 'es', signal },
      { samples: sweep(3), language: 'en', signal },
      { samples: sweep(5), language: 'auto', signal },
      { samples: faulty, language: 'es', signal },
      { samples: sweep(42), language: 'es', signal },
      { samples: sweep(5), language: 'es', previous: 'Buenas noches', signal },
      { samples: new Float32Array(16_000), language: 'es', signal },
      { samples: sweep(5), language: 'es', signal: AbortSignal.abort() },
      { samples: sweep(4), language: 'fr', signal },
    ];
    expect(recognizer.sharesPasses).to.equal(true);
    const together = await Promise.allSettled(recognizer.recognizeAll(sounds));
    const alone: PromiseSettledResult<NeuralRecognition>[] = [];
    for (const { samples, ...options } of sounds) {
      alone.push(...(await Promise.allSettled([recognizer.recognize(samples, options)])));
    }
    expect(alone.map(({ status }) => status === 'fulfilled').filter(Boolean)).to.have.length(7);
    for (const [index, expected] of alone.entries()) {
      const found = together[index];
      if (expected.status === 'rejected' || found?.status !== 'fulfilled') {
        expect(found).to.have.nested.property('reason.code', (expected as PromiseRejectedResult).reason.code);
        continue;
      }
      const { confidence = 0, noSpeechProbability = 0, ...heard } = found.value;
      const { confidence: sure = 0, noSpeechProbability: silent = 0, ...same } = expected.value;
      expect(heard).to.deep.equal(same);
      expect(confidence).to.be.closeTo(sure, 1e-4);
      expect(noSpeechProbability).to.be.closeTo(silent, 1e-4);
    }
  });

  for (const beams of [1, 3]) {
    it(`shows the text of ${beams === 1 ? 'the likeliest tokens' : 'the best of three beams'} as it grows, and hears the same`, async () => {
      const searching = await openWhisper({ folder, provider: 'cpu', threads: 1, tuning: { ...trusting, beams } });
      try {
        const shown: string[] = [];
        const request = { language: 'es', signal };
        const onPartial = (text: () => string) => shown.push(text());
        const heard = await searching.recognize(sweep(30), { ...request, onPartial });
        expect(heard).to.deep.equal(await searching.recognize(sweep(30), request));
        expect(shown.length).to.be.above(5);
        if (beams > 1) return;
        for (const [index, text] of shown.entries()) expect(text.startsWith(shown[index - 1] ?? '')).to.equal(true);
        expect(heard.text.startsWith(shown.at(-1) ?? '?')).to.equal(true);
        expect(shown.at(-1)?.length).to.be.above(heard.text.length / 2);
      } finally {
        await searching.close();
      }
    });
  }

  it('shows each of the sounds that share passes what is said in it', async () => {
    const shown: string[][] = [[], []];
    const sounds = [sweep(30), sweep(4)].map((samples, index) => {
      const onPartial = (text: () => string) => shown[index]?.push(text());
      return { samples, language: 'es', signal, onPartial };
    });
    const heard = await Promise.all(recognizer.recognizeAll(sounds));
    for (const [index, { text }] of heard.entries()) {
      expect(shown[index]?.length).to.be.above(5);
      expect(shown[index]?.at(-1)).to.have.length.above(text.length / 2);
      for (const so of shown[index] ?? []) expect(text.startsWith(so), `${so} | ${text}`).to.equal(true);
    }
  });

  it('stops one of the sounds that share passes and goes on with the others', async () => {
    const caller = new AbortController();
    const [stopped, kept] = recognizer.recognizeAll([
      { samples: sweep(30), language: 'es', signal: caller.signal },
      { samples: sweep(4), language: 'es', signal },
    ]);
    setImmediate(() => {
      caller.abort();
    });
    expect(await rejection(stopped as Promise<unknown>)).to.include({ code: 'ABORTED' });
    expect((await kept)?.text).to.equal((await recognizer.recognize(sweep(4), { language: 'es', signal })).text);
  });

  it('times the words of an export that gives its attention, segment by segment', async () => {
    const { segments } = await recognizer.recognize(sweep(30), { language: 'es', signal });
    for (const { text, words = [] } of segments) expect(words.map((word) => word.text).join(' ')).to.equal(text);
    const times = segments.flatMap(({ words = [] }) => words.flatMap(({ startMs, endMs }) => [startMs, endMs]));
    expect(times).to.have.length.above(4);
    expect(times).to.deep.equal([...times].sort((a, b) => a - b));
    expect(times.at(-1)).to.be.at.most(30_000);
  });

  it('goes on from words that are decided', async () => {
    const heard = await recognizer.recognize(sweep(30), { language: 'es', prefix: 'Buenas noches', signal });
    expect(heard.text).to.match(/^Buenas noches.+/);
    expect(heard.segments[0]?.text).to.match(/^Buenas noches/);
  });

  it('leaves out words that the model places behind the end of the sound', async () => {
    const { text, segments } = await recognizer.recognize(sweep(5), { language: 'es', signal });
    // Of the same words in a sound of half a minute the second segment begins at 14 s.
    expect(segments).to.have.length(1);
    expect(text).to.equal(segments[0]?.text);
  });

  it('takes graphs of less precision by their names', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'sts-whisper-'));
    try {
      await cp(folder, copy, { recursive: true });
      for (const stem of ['encoder_model', 'decoder_model_merged']) {
        await rename(join(copy, `onnx/${stem}.onnx`), join(copy, `onnx/${stem}_quantized.onnx`));
      }
      const other = await openWhisper({ folder: copy, provider: 'cpu', threads: 1, tuning: trusting });
      const heard = await other.recognize(sweep(5), { language: 'es', signal });
      await other.close();
      expect(heard).to.deep.equal(await recognizer.recognize(sweep(5), { language: 'es', signal }));
    } finally {
      await rm(copy, { recursive: true });
    }
  });

  it('hears another thing after other words, without repeating them', async () => {
    const plain = await recognizer.recognize(sweep(5), { language: 'es', signal });
    const after = await recognizer.recognize(sweep(5), { language: 'es', previous: 'Buenas noches', signal });
    expect(after.text).not.to.equal(plain.text);
    expect(after.text).not.to.contain('Buenas noches');
  });

  it('tells the language itself when it is asked to', async () => {
    const heard = await recognizer.recognize(sweep(5), { language: 'auto', signal });
    expect(recognizer.languages).to.include(heard.language);
    const again = await recognizer.recognize(sweep(5), { language: heard.language ?? '', signal });
    expect(again.text).to.equal(heard.text);
  });

  it('hears more than half a minute', async () => {
    const heard = await recognizer.recognize(sweep(42), { language: 'es', signal });
    const last = heard.segments.at(-1);
    expect(last?.startMs).to.be.above(20_000);
    expect(last?.endMs).to.be.at.most(42_000);
  });

  it('follows several hypotheses, and finds one that is about as likely', async () => {
    const wide = await openWhisper({ folder, provider: 'cpu', threads: 1, tuning: { ...trusting, beams: 4 } });
    try {
      const greedy = await recognizer.recognize(sweep(5), { language: 'es', signal });
      const best = await wide.recognize(sweep(5), { language: 'es', signal });
      expect(best.confidence).to.be.above((greedy.confidence ?? 1) * 0.9);
      expect(best.text).not.to.equal('');
    } finally {
      await wide.close();
    }
  });

  it('says nothing when it is as unsure as random weights are', async () => {
    const strict = await openWhisper({ folder, provider: 'cpu', threads: 1, tuning: { dropLogProbability: -0.5 } });
    try {
      expect(await strict.recognize(sweep(2), { language: 'en', signal })).to.include({ text: '' });
    } finally {
      await strict.close();
    }
  });

  it('has no text for no sound', async () => {
    expect(await recognizer.recognize(new Float32Array(0), { language: 'es', signal })).to.deep.include({ text: '' });
  });

  it('refuses a language that it does not know', async () => {
    const hearing = recognizer.recognize(sweep(1), { language: 'tlh', signal });
    expect(await rejection(hearing)).to.include({ code: 'LANGUAGE_UNSUPPORTED', field: 'language' });
  });

  it('refuses another language than English in a model of English', async () => {
    const english = await openWhisper({
      folder: join(testModels, 'whisper-tiny-en-random'),
      provider: 'cpu',
      threads: 1,
      tuning: trusting,
    });
    try {
      expect(english.languages).to.deep.equal(['en']);
      const hearing = english.recognize(sweep(1), { language: 'es', signal });
      expect(await rejection(hearing)).to.include({ code: 'LANGUAGE_UNSUPPORTED' });
      for (const language of ['en', 'en-GB', 'auto']) {
        const heard = await english.recognize(sweep(4), { language, signal });
        expect(heard).to.include({ language: 'en' });
        expect(heard.text).not.to.equal('');
        // This export does not give its attention.
        expect(heard.segments[0]).not.to.have.property('words');
      }
    } finally {
      await english.close();
    }
  });

  it('stops when the caller gives up', async () => {
    const controller = new AbortController();
    const hearing = recognizer.recognize(sweep(20), { language: 'es', signal: controller.signal });
    controller.abort();
    expect(await rejection(hearing)).to.include({ code: 'ABORTED' });
  });
});

describe('openWhisper of a damaged folder', () => {
  let damaged: string;
  beforeEach(async () => {
    damaged = await mkdtemp(join(tmpdir(), 'sts-whisper-'));
    await cp(folder, damaged, { recursive: true });
  });
  afterEach(() => rm(damaged, { recursive: true }));

  const open = () => rejection(openWhisper({ folder: damaged, provider: 'cpu', threads: 1 }));

  for (const name of ['config.json', 'tokenizer.json', 'onnx/encoder_model.onnx', 'onnx/decoder_model_merged.onnx']) {
    it(`names ${name} when it is missing`, async () => {
      await rm(join(damaged, name));
      const error = await open();
      expect(error).to.include({ code: 'MODEL_UNAVAILABLE' });
      expect(error.message).to.contain(name.replace(/^onnx\//, ''));
    });
  }

  it('names a graph that is cut short', async () => {
    const file = join(damaged, 'onnx/decoder_model_merged.onnx');
    await writeFile(file, (await readFile(file)).subarray(0, 5000));
    expect(await open()).to.include({ code: 'MODEL_UNAVAILABLE', source: file });
  });

  it('refuses a model of another architecture', async () => {
    await writeFile(join(damaged, 'config.json'), '{"model_type": "marian"}');
    expect(await open()).to.include({ code: 'MODEL_INCOMPATIBLE', source: join(damaged, 'config.json') });
  });

  it('refuses a graph of another architecture, and says what it lacks', async () => {
    await cp(join(damaged, 'onnx/encoder_model.onnx'), join(damaged, 'onnx/decoder_model_merged.onnx'));
    const error = await open();
    expect(error).to.include({ code: 'MODEL_INCOMPATIBLE' });
    expect(error.message).to.contain('input_ids');
  });

  it('refuses a tokenizer without the tokens of Whisper', async () => {
    await cp(join(join(testModels, 'marian-random'), 'tokenizer.json'), join(damaged, 'tokenizer.json'));
    const error = await open();
    expect(error).to.include({ code: 'MODEL_INCOMPATIBLE' });
    expect(error.message).to.contain('<|notimestamps|>');
  });
});
