import { expect } from 'chai';
import { encodeWav, int16View, pcmDurationMs, rms, silentLogger } from '@dubbing/common';
import { FragmentPartial, ONE_SHOT_PATH, OneShotResponse, STS_EVENTS, parse } from '@dubbing/contracts';
import { startApp, type App } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { startEngineHost } from '../../src/engine-host/engine-host.js';
import { TestClient, fragment, init } from '../support/client.js';
import { speak } from '../support/flite.js';
import { needsPackages } from '../support/skip.js';

const sentence = 'the weather tomorrow will be sunny in the whole country';
const audio = { sampleRateHz: 16_000, channels: 1 };

/** The part of the sentence's words that are in the transcript. */
function heard(transcript: string): number {
  const words = new Set(transcript.toLowerCase().split(/\W+/));
  const expected = sentence.split(' ');
  return expected.filter((word) => words.has(word)).length / expected.length;
}

describe('the service with its real engines', function () {
  this.timeout(120_000);
  let app: App | undefined;
  let url: string;
  let pcm: Buffer;

  before(async function () {
    needsPackages(this, 'flite', 'pocketsphinx-en-us', 'apertium-eng-spa', 'apertium-eng-cat', 'espeak-ng');
    pcm = speak(sentence);
    app = await startApp({
      config: { ...loadConfig(undefined, {}), port: 0 },
      logger: silentLogger,
      startEngines: () => startEngineHost({ processes: 1 }),
    });
    await app.loaded;
    ({ url } = app);
    expect(await (await fetch(`${url}/health/ready`)).json()).to.have.property('status', 'ready');
  });
  after(() => app?.close());

  it('hears English and speaks Spanish and Catalan, in the time that the speaker took', async () => {
    const durationMs = pcmDurationMs(pcm.length, audio);
    const client = new TestClient(url);
    const ready = await client.open();
    expect(ready.engines.map(({ stage }) => stage)).to.deep.equal(['asr', 'translation', 'tts', 'translation', 'tts']);
    const endPtsNs = String(Math.round(durationMs * 1e6));
    const slot = { targetMs: durationMs, maxMs: durationMs + 500 };
    client.send(
      STS_EVENTS.fragmentData,
      fragment(0, { pcm, durationMs, startPtsNs: '0', endPtsNs, slot, deadlineMs: 60_000 }),
    );
    const reply = await client.reply();
    expect(reply.status).to.equal('ok');
    expect(heard(reply.transcript?.text ?? ''), reply.transcript?.text).to.be.at.least(0.8);
    for (const { language, status, text, audio: dub, durationMs: dubMs, error } of reply.dubs) {
      expect(status, `${language}: ${error?.message}`).to.equal('spoken');
      expect(text.toLowerCase(), language).to.match(language === 'es' ? /tiempo|mañana|país/ : /temps|demà|país/);
      expect(dubMs).to.be.within(durationMs * 0.4, durationMs + 500);
      expect(rms(int16View(dub ?? Buffer.alloc(0)))).to.be.above(0.01);
    }
    client.close();
  });

  it('shows the transcript as it grows to who asks for it, and to nobody else', async () => {
    const durationMs = pcmDurationMs(pcm.length, audio);
    const endPtsNs = String(Math.round(durationMs * 1e6));
    const slot = { targetMs: durationMs, maxMs: durationMs + 500 };
    const changes = { pcm, durationMs, startPtsNs: '0', endPtsNs, slot, deadlineMs: 60_000 };
    const texts: string[] = [];
    for (const wish of [{ features: ['partials'] }, { protocol: { min: '1.0', max: '1.0' } }]) {
      const client = new TestClient(url);
      await client.open({ targetLanguages: ['es'], ...wish });
      client.send(STS_EVENTS.fragmentData, fragment(1, changes));
      const { transcript } = await client.reply();
      client.close();
      texts.push(transcript?.text ?? '');
      const partials = client.received
        .filter(({ event }) => event === STS_EVENTS.fragmentPartial)
        .map(({ payload }) => parse(FragmentPartial, payload));
      if (texts.length === 2) {
        expect(partials).to.deep.equal([]);
        continue;
      }
      expect(partials.map(({ revision }) => revision)).to.deep.equal(partials.map((_, index) => index + 1));
      expect(partials.map(({ isFinal }) => isFinal)).to.deep.equal([...partials.slice(1).map(() => false), true]);
      expect(partials.at(-1)?.transcript).to.deep.equal(transcript);
      const growing = partials.slice(0, -1).map(({ transcript: { text } }) => text);
      expect(growing).not.to.have.length(0);
      expect(new Set(growing).size).to.equal(growing.length);
    }
    expect(texts[0]).to.equal(texts[1]);
  });

  it('does the same in one request', async () => {
    const response = await fetch(`${url}${ONE_SHOT_PATH}?sourceLanguage=en&targetLanguages=es`, {
      method: 'POST',
      headers: { 'content-type': 'audio/wav' },
      body: new Uint8Array(encodeWav(pcm, audio)),
    });
    expect(response.status).to.equal(200);
    const { transcript, dubs } = parse(OneShotResponse, await response.json());
    expect(heard(transcript?.text ?? ''), transcript?.text).to.be.at.least(0.8);
    expect(dubs[0]?.status).to.equal('spoken');
  });

  it('answers silence with nothing said', async () => {
    const client = new TestClient(url);
    await client.open();
    client.send(STS_EVENTS.fragmentData, fragment(0, { pcm: Buffer.alloc(32_000), deadlineMs: 60_000 }));
    expect((await client.reply()).status).to.equal('empty');
    client.close();
  });

  it('names the language that no engine has', async () => {
    const client = new TestClient(url);
    client.send(STS_EVENTS.init, { ...init, sourceLanguage: 'ja' });
    expect(await client.refusal()).to.deep.include({ code: 'LANGUAGE_UNSUPPORTED', field: 'sourceLanguage' });
    client.close();
  });
});
