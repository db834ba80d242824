import { encodeWav } from '@dubbing/common';
import { ONE_SHOT_PATH, STS_EVENTS } from '@dubbing/contracts';
import { expect } from 'chai';
import request from 'supertest';
import type { App } from '../../../src/app.js';
import { ScriptedRecognizer, ScriptedSynthesizer, ScriptedTranslator } from '../../../src/pipeline/testing/fakes.js';
import { TestClient, fragment, init } from '../../support/client.js';
import { startService } from '../../support/service.js';

const sentence = 'the goalkeeper of the visitors is back';
const glossary = [
  { term: 'Goalkeeper', translation: 'portero', language: 'es' },
  { term: 'visitors' },
  { term: 'referee', translation: 'árbitro', language: 'es' },
];

describe('what a session may ask for', () => {
  let app: App;
  let client: TestClient;
  let exact: ScriptedTranslator;
  let plain: ScriptedTranslator;
  let voices: ScriptedSynthesizer;
  let usual: ScriptedSynthesizer;
  let recognizers: ScriptedRecognizer[];

  beforeEach(async () => {
    recognizers = ['first', 'second'].map((name) => new ScriptedRecognizer(() => sentence, ['en'], name));
    exact = new ScriptedTranslator(({ text }) => text, ['en-es'], 'exact', ['glossary', 'length']);
    plain = new ScriptedTranslator(({ text }) => text, ['en-es', 'en-ca'], 'plain');
    usual = new ScriptedSynthesizer(() => 1000, ['es', 'ca'], 'usual');
    voices = new ScriptedSynthesizer(() => 1000, ['es', 'ca'], 'voices', ['dora', 'alex']);
    const offer = <E>(engine: E) => ({ engine, family: 'builtin' as const });
    app = await startService({
      config: { asrEngine: 'second' },
      catalogue: {
        recognizers: recognizers.map(offer),
        translators: [exact, plain].map(offer),
        synthesizers: [usual, voices].map(offer),
        faults: [],
      },
    });
    client = new TestClient(app.url);
  });
  afterEach(async () => {
    client.close();
    await app.close();
  });

  async function dub(sequence = 1): Promise<void> {
    client.send(STS_EVENTS.fragmentData, fragment(sequence));
    await client.reply();
  }

  it('reaches the engines that can do it: the terms that the text has, the voice by its name', async () => {
    const ready = await client.open({ glossary, voices: [{ language: 'es', voice: 'alex' }] });
    expect(ready.engines.slice(1).map(({ name, features, voice }) => [name, features, voice])).to.deep.equal([
      ['exact', ['glossary', 'length'], undefined],
      ['voices', ['voices'], 'alex'],
      ['plain', undefined, undefined],
      ['usual', undefined, undefined],
    ]);
    await dub();
    expect([...(exact.requests[0]?.glossary ?? [])]).to.deep.equal([
      ['visitors', 'visitors'],
      ['goalkeeper', 'portero'],
    ]);
    expect(plain.requests[0]).to.not.have.any.keys('glossary', 'maxLengthRatio');
    expect(voices.requests.map(({ language, voice }) => [language, voice])).to.deep.equal([['es', 'alex']]);
    expect(usual.requests[0]).to.not.have.any.keys('voice');
  });

  it('is asked of nobody by a client that knows nothing of it', async () => {
    await client.open();
    await dub();
    expect(exact.requests[0]).to.not.have.any.keys('glossary', 'maxLengthRatio');
    expect(usual.requests[0]).to.not.have.any.keys('voice');
  });

  it('comes with the length that the slot has room for, once it is known how fast the voice speaks', async () => {
    await client.open({ targetLanguages: ['es'] });
    await dub(1);
    await dub(2);
    const [first, second] = exact.requests;
    expect(first?.maxLengthRatio).to.equal(undefined);
    // As many characters as the sentence has take a second; the slot's 1.2 s are 1.62 s of speech at the greatest speed.
    expect(second?.maxLengthRatio).to.be.closeTo(1.62, 0.05);
  });

  it('is refused by its field where no engine has the voice, or the list cannot be read', async () => {
    const cases: [changes: object, code: string, field: string][] = [
      [
        {
          voices: [
            { language: 'ca', voice: 'dora' },
            { language: 'es', voice: 'nobody' },
          ],
        },
        'VOICE_UNKNOWN',
        'voices.1',
      ],
      [{ voices: [{ language: 'es', voice: 'dora' }], engines: { tts: 'usual' } }, 'VOICE_UNKNOWN', 'voices.0'],
      [{ voices: [{ language: 'fr', voice: 'dora' }] }, 'CONTRACT_INVALID', 'voices'],
      [{ glossary: [{ term: ' ' }] }, 'CONTRACT_INVALID', 'glossary.0.term'],
      [{ glossary: [{ term: 'a' }, { term: 'A' }] }, 'CONTRACT_INVALID', 'glossary'],
    ];
    for (const [changes, code, field] of cases) {
      client.send(STS_EVENTS.init, { ...init, ...changes });
      expect(await client.refusal(), JSON.stringify(changes)).to.deep.include({ code, field, retryable: false });
    }
    await client.open();
  });

  it('belongs to the session, which is resumed with the same or without a word of it', async () => {
    const { sessionId } = await client.open({ glossary });
    client.close();
    const other = new TestClient(app.url);
    other.send(STS_EVENTS.init, { ...init, sessionId, glossary: [{ term: 'visitors' }] });
    expect(await other.refusal()).to.deep.include({ code: 'SESSION_MISMATCH', field: 'glossary' });
    expect(await other.open({ sessionId })).to.deep.include({ resumed: true });
    other.close();
    client = new TestClient(app.url);
    expect(await client.open({ sessionId, glossary })).to.deep.include({ resumed: true });
    await dub();
    expect(exact.requests[0]?.glossary?.get('goalkeeper')).to.equal('portero');
  });

  it('leaves the stages that it does not name to the configuration', async () => {
    const ready = await client.open({ engines: { tts: 'voices' } });
    expect(ready.engines[0]?.name).to.equal('second');
  });

  it('can be asked of single clips: engines and voices', async () => {
    const wav = encodeWav(Buffer.alloc(32_000, 1), { sampleRateHz: 16_000, channels: 1 });
    const ask = async (wishes: object): Promise<{ status: number; body: unknown }> => {
      const query = { sourceLanguage: 'en', targetLanguages: 'es', ...wishes };
      return request(app.url).post(ONE_SHOT_PATH).query(query).set('content-type', 'audio/wav').send(wav);
    };
    expect((await ask({ asr: 'first', translation: 'plain', voices: 'es=dora' })).status).to.equal(200);
    expect([recognizers[0]?.requests.length, plain.requests.length, voices.requests[0]?.voice]).to.deep.equal([
      1,
      1,
      'dora',
    ]);
    expect((await ask({})).status).to.equal(200);
    expect(recognizers[1]?.requests).to.have.length(1);
    const refused = async (wishes: object) => ((await ask(wishes)).body as { error: object }).error;
    expect(await refused({ tts: 'festival' })).to.deep.include({ code: 'ENGINE_UNKNOWN', field: 'tts' });
    expect(await refused({ voices: 'es=nobody' })).to.deep.include({ code: 'VOICE_UNKNOWN', field: 'voices.0' });
    expect(await refused({ voices: 'es' })).to.deep.include({ code: 'CONTRACT_INVALID', field: 'voices' });
  });
});
