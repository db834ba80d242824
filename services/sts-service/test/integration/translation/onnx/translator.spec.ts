import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openTranslator } from '../../../../src/translation/onnx/open-translator.js';
import type {
  NeuralTranslation,
  NeuralTranslator,
  TranslateRequest,
} from '../../../../src/translation/onnx/translator.js';
import { testModels } from '../../../support/test-models.js';
import { rejection } from '../../../support/rejection.js';

const signal = new AbortController().signal;
const sentence = 'The minister said that the new bridge will be open before the summer.';

describe('a translator on a model of several target languages', () => {
  let translator: NeuralTranslator;
  const toSpanish = { from: 'en', to: 'es', signal };

  before(async () => {
    translator = await openTranslator({ folder: `${testModels}marian-random`, provider: 'cpu', threads: 1 });
  });

  after(() => translator.close());

  it('knows its languages', () => {
    const pairs = ['es', 'es-MX', 'ca', 'pt', 'pt-BR', 'fr', 'de', 'en'].filter((to) => translator.supports('en', to));
    expect(pairs).to.deep.equal(['es', 'es-MX', 'ca', 'pt', 'pt-BR', 'fr']);
    expect(translator.supports('fr', 'es')).to.equal(false);
  });

  it('refuses a pair that it does not have', async () => {
    const error = await rejection(translator.translate('Hallo', { from: 'de', to: 'es', signal }));
    expect(error.code).to.equal('LANGUAGE_PAIR_UNSUPPORTED');
  });

  it('says something else to each language, and the same each time', async () => {
    const texts = await Promise.all(
      ['es', 'ca', 'es'].map(async (to) => (await translator.translate(sentence, { from: 'en', to, signal })).text),
    );
    expect(texts[0]).to.equal(texts[2]);
    expect(texts[0]).to.not.equal(texts[1]);
  });

  it('gives back what has no words, without asking the model', async () => {
    for (const text of ['', '🎉🎉', '…', '— ?']) {
      expect(await translator.translate(text, toSpanish)).to.deep.equal({ text });
    }
  });

  it('translates sentence by sentence', async () => {
    const [one, two, both] = await Promise.all(
      ['They won.', 'Thank you for watching!', 'They won.  Thank you for watching!'].map((text) =>
        translator.translate(text, toSpanish),
      ),
    );
    expect(both?.text).to.equal(`${one?.text} ${two?.text}`);
    const confidences = [one, two].map((each) => each?.confidence ?? NaN);
    expect(both?.confidence).to.be.within(Math.min(...confidences), Math.max(...confidences));
  });

  it('says the same of a sentence whether others share the way through the model or not', async () => {
    const sentences = [sentence, 'They won.', 'Thank you for watching, and have a very good night.', 'What a pass!'];
    const alone = await Promise.all(sentences.map((text) => translator.translate(text, toSpanish)));
    const together = await translator.translate([...sentences, ...sentences].join(' '), toSpanish);
    const texts = alone.map(({ text }) => text);
    expect(together.text).to.equal([...texts, ...texts].join(' '));
  });

  it('says the same of texts of several sessions and languages whether they share passes or not', async () => {
    const common = { from: 'en', signal };
    const requests: TranslateRequest[] = [
      { ...common, text: sentence, to: 'es' },
      { ...common, text: 'They won. 🎉 Thank you for watching!', to: 'ca' },
      { ...common, text: '…', to: 'fr' },
      { ...common, text: 'What a pass!', to: 'pt-BR', glossary: new Map([['pass', 'Passe']]) },
      { ...common, text: sentence, to: 'fr', maxLengthRatio: 0.4 },
    ];
    const alone: NeuralTranslation[] = [];
    for (const request of requests) alone.push(await translator.translate(request.text, request));
    const together = await Promise.all(translator.translateAll(requests));
    expect(together.map(({ text }) => text)).to.deep.equal(alone.map(({ text }) => text));
    for (const [index, { confidence }] of together.entries()) {
      if (confidence === undefined) expect(alone[index]).to.not.have.property('confidence');
      else expect(confidence).to.be.closeTo(alone[index]?.confidence ?? NaN, 1e-4);
    }
  });

  it('answers those that share passes each by itself', async () => {
    const caller = new AbortController();
    const given = { text: `${sentence} `.repeat(20), ...toSpanish, signal: caller.signal };
    const [refused, stopped, never, kept] = translator
      .translateAll([
        { text: 'Hallo', from: 'de', to: 'es', signal },
        given,
        { ...given, signal: AbortSignal.abort(new Error('before')) },
        { text: 'They won.', ...toSpanish },
      ])
      .map((each) =>
        each.then(({ text }) => text).catch((error: { code?: string; message: string }) => error.code ?? error.message),
      );
    caller.abort(new Error('not any more'));
    expect(await Promise.all([refused, stopped, never, kept])).to.deep.equal([
      'LANGUAGE_PAIR_UNSUPPORTED',
      'not any more',
      'before',
      (await translator.translate('They won.', toSpanish)).text,
    ]);
  });

  it('keeps emoji out of the model and puts them behind the sentence', async () => {
    const plain = await translator.translate('They won. Good night.', toSpanish);
    const decorated = await translator.translate('They 🏆 won. 🎉 Good night.', toSpanish);
    expect(decorated.text).to.contain('🏆').and.to.contain('🎉');
    expect(decorated.text.replaceAll(/ ?[🏆🎉] ?/gu, ' ').trim()).to.equal(plain.text);
  });

  it('takes scripts and marks that its vocabulary does not have', async () => {
    const { text } = await translator.translate('Привет 你好, नमस्ते ½ \u0000\u200B\uFFFD ok', toSpanish);
    expect(text).to.be.a('string').that.is.not.empty;
  });

  it('has every term of the glossary in the translation', async () => {
    const glossary = new Map([
      ['minister', 'Ministra'],
      ['new bridge', 'Pont Nou ⚽'],
      ['SUMMER', 'estiu'],
      ['absent', 'ausente'],
    ]);
    const { text, confidence } = await translator.translate(sentence, { ...toSpanish, glossary });
    for (const term of ['Ministra', 'Pont Nou ⚽', 'estiu']) expect(text).to.contain(term);
    expect(text).to.not.contain('ausente');
    expect(confidence).to.be.within(0, 1);
  });

  it('keeps to the letter terms that no vocabulary has, or that look like its own marks', async () => {
    const odd = ['⚽', '🇪🇸 España', '日本', 'Δelta', '</s>', '>>fr<<', '<unk>', '▁', '"S.A."', '12,5 %', 'la  capital'];
    for (const term of odd) {
      const glossary = new Map([['bridge', term]]);
      const { text } = await translator.translate(sentence, { ...toSpanish, glossary });
      expect(text).to.contain(term);
    }
  });

  it('has terms also in a wording that is made to be short', async () => {
    const glossary = new Map([['bridge', 'Puente']]);
    const { text } = await translator.translate(sentence, { ...toSpanish, glossary, maxLengthRatio: 0.4 });
    expect(text).to.contain('Puente');
  });

  it('prefers a shorter wording when the length is limited', async () => {
    const free = await translator.translate(sentence, toSpanish);
    const wide = await translator.translate(sentence, { ...toSpanish, maxLengthRatio: 3 });
    expect(wide.text).to.equal(free.text);
    const tight = await translator.translate(sentence, { ...toSpanish, maxLengthRatio: 0.4 });
    expect(tight.text.length).to.be.below(free.text.length);
  });

  it('splits what is longer than the model takes', async () => {
    const { text } = await translator.translate(`${'one two three '.repeat(120)}.`, toSpanish);
    expect(text).to.be.a('string').that.is.not.empty;
  }).timeout(20_000);

  it('refuses a word that is longer than the model takes', async () => {
    const error = await rejection(translator.translate(`${'x'.repeat(3000)} ok`, toSpanish));
    expect(error.code).to.equal('TEXT_TOO_LONG');
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const work = translator.translate(`${sentence} `.repeat(20), { ...toSpanish, signal: controller.signal });
    controller.abort(new Error('not any more'));
    const reason: unknown = await work.catch((error: unknown) => error);
    expect(reason).to.have.property('message', 'not any more');
  });
});

describe('a translator of one pair', () => {
  it('takes its languages from the name of its folder where its files tell none', async () => {
    const place = await mkdtemp(join(tmpdir(), 'models-'));
    try {
      for (const name of ['opus-mt-en-es', 'opus-mt-tc-big-en-es', 'opus-mt-en-es-q8']) {
        const folder = join(place, name);
        await cp(`${testModels}marian-pair-random`, folder, { recursive: true });
        await writeFile(join(folder, 'tokenizer_config.json'), '{}');
        const translator = await openTranslator({ folder, provider: 'cpu', threads: 1 });
        expect(translator.supports('en', 'es'), name).to.equal(true);
        expect(translator.supports('es', 'en'), name).to.equal(false);
        await translator.close();
      }
    } finally {
      await rm(place, { recursive: true });
    }
  });
});

describe('a translator between many languages', () => {
  for (const model of ['m2m100-random', 'nllb-random']) {
    it(`is told the languages of ${model}`, async () => {
      const translator = await openTranslator({
        folder: `${testModels}${model}`,
        provider: 'cpu',
        threads: 1,
        beams: 3,
      });
      try {
        expect(translator.supports('en', 'es') && translator.supports('es', 'en')).to.equal(true);
        expect(translator.supports('en', 'tlh')).to.equal(false);
        const glossary = new Map([['bridge', 'Puente']]);
        const [spanish, french] = await Promise.all(
          ['es', 'fr'].map((to) => translator.translate(sentence, { from: 'en', to, signal, glossary })),
        );
        expect(spanish?.text).to.contain('Puente').and.to.not.equal(french?.text);
        expect(spanish?.text).to.not.match(/__|_Latn/);
        const requests = ['es', 'fr'].map((to) => ({ text: sentence, from: 'en', to, signal, glossary }));
        const together = await Promise.all(translator.translateAll(requests));
        expect(together.map(({ text }) => text)).to.deep.equal([spanish?.text, french?.text]);
      } finally {
        await translator.close();
      }
    });
  }
});
