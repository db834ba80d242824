import { join } from 'node:path';
import { pcmDurationMs, silentLogger } from '@dubbing/common';
import {
  FragmentPartial,
  STS_EVENTS,
  parse,
  type Dub,
  type FragmentProcessed,
  type StreamReady,
} from '@dubbing/contracts';
import { expect } from 'chai';
import { startApp, type App } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { startEngineHost } from '../../src/engine-host/engine-host.js';
import { pcmOfFloats } from '../../src/engine-host/load/samples.js';
import { openModelStore } from '../../src/models/model-store.js';
import { AudioThread } from '../../src/pipeline/audio-thread/audio-thread.js';
import { openKokoro } from '../../src/tts/onnx/kokoro/kokoro.js';
import { TestClient, fragment, init } from '../support/client.js';
import { speak } from '../support/flite.js';
import { needsPackages } from '../support/skip.js';
import { testModels } from '../support/test-models.js';

const engines = { asr: 'whisper-programme', translation: 'marian-random', tts: 'kokoro-random' };
const audio = { sampleRateHz: 16_000, channels: 1 };
/** Long enough for every voice to keep its natural pace, so that the same text has the same sound. */
const slot = { targetMs: 60_000, maxMs: 60_000 };

describe('terms and voices with neural engines', function () {
  this.timeout(120_000);
  let app: App | undefined;
  let speech: Buffer;

  before(async function () {
    needsPackages(this, 'flite', 'espeak-ng');
    speech = speak('these are the main stories of the day');
    app = await startApp({
      config: { ...loadConfig(undefined, {}), port: 0 },
      logger: silentLogger,
      startEngines: () => {
        const without = { pocketsphinxModelDir: '/no/model', apertiumModesDir: '/no/modes' };
        const models = { store: openModelStore({ dir: testModels }), wanted: Object.values(engines) };
        return startEngineHost({ processes: 1, ...without, models });
      },
    });
    await app.loaded;
  });
  after(() => app?.close());

  /** The sentence in Spanish, by a session that asks for this. @param partials is given what came before the reply. */
  async function dub(
    wishes: object,
    partials: FragmentPartial[] = [],
  ): Promise<{ ready: StreamReady; reply: FragmentProcessed; dub: Dub }> {
    const client = new TestClient(app?.url ?? '');
    try {
      const ready = await client.open({ targetLanguages: ['es'], engines, ...wishes });
      const durationMs = pcmDurationMs(speech.length, audio);
      const endPtsNs = String(Math.round(durationMs * 1e6));
      const changes = { pcm: speech, durationMs, startPtsNs: '0', endPtsNs, slot, deadlineMs: 60_000 };
      client.send(STS_EVENTS.fragmentData, fragment(1, changes));
      const reply = await client.reply();
      const before = client.received.filter(({ event }) => event === STS_EVENTS.fragmentPartial);
      partials.push(...before.map(({ payload }) => parse(FragmentPartial, payload)));
      const [spoken] = reply.dubs;
      if (spoken === undefined) throw new Error(`nothing was dubbed: ${JSON.stringify(reply)}`);
      return { ready, reply, dub: spoken };
    } finally {
      client.close();
    }
  }

  it('shows the transcript as it grows to who asks for it', async () => {
    const shown: FragmentPartial[] = [];
    const { ready, reply } = await dub({ features: ['partials'] }, shown);
    expect(ready.features).to.deep.equal(['partials']);
    const [first] = shown;
    expect(first).to.deep.include({ revision: 1, isFinal: false });
    const text = reply.transcript?.text ?? '?';
    expect(text.startsWith(first?.transcript.text ?? '?')).to.equal(true);
    expect(shown.at(-1)).to.deep.include({ isFinal: true, transcript: reply.transcript });
    const plain: FragmentPartial[] = [];
    expect((await dub({}, plain)).reply.transcript).to.deep.equal(reply.transcript);
    expect(plain).to.deep.equal([]);
  });

  it('has forced and kept terms in the text, which it has not by itself', async () => {
    const glossary = [
      { term: 'Main stories', translation: 'Grandes Titulares', language: 'es' },
      { term: 'Day' },
      { term: 'stories', translation: 'contes', language: 'ca' },
    ];
    const [plain, termed] = [await dub({}), await dub({ glossary })];
    expect(termed.reply.transcript?.text.toLowerCase()).to.contain('main stories of the day');
    expect(plain.dub.text).to.not.match(/Grandes Titulares|Day/);
    expect(termed.dub.text)
      .to.contain('Grandes Titulares')
      .and.to.match(/\bDay\b/);
    expect(termed.dub.text).to.not.contain('contes');
    expect(termed.dub.status).to.equal('spoken');
    expect(termed.ready.engines[1]?.features).to.deep.equal(['glossary', 'length']);
  });

  it("speaks with the voice that is named: what is heard is that voice's sound", async () => {
    const voice = 'af_heart';
    const [usual, named] = [await dub({}), await dub({ voices: [{ language: 'es', voice }] })];
    expect(named.ready.engines[2]).to.deep.include({ name: engines.tts, features: ['voices'], voice });
    expect(named.dub.text).to.equal(usual.dub.text);
    const [kokoro, thread] = [
      await openKokoro({ folder: join(testModels, engines.tts), provider: 'cpu', threads: 1 }),
      new AudioThread(),
    ];
    try {
      const { signal } = new AbortController();
      const { samples, sampleRateHz } = await kokoro.synthesize(named.dub.text, { language: 'es', voice, signal });
      const reply = { sampleRateHz: 48_000, channels: 1 };
      const expected = await thread.fit({ pcm: pcmOfFloats(samples), sampleRateHz, slot, reply });
      expect(named.dub.audio?.equals(expected.pcm)).to.equal(true);
      expect(usual.dub.audio?.equals(expected.pcm)).to.equal(false);
    } finally {
      await Promise.all([kokoro.close(), thread.close()]);
    }
  });

  it('refuses a voice that the engine does not have, with those that it has', async () => {
    const client = new TestClient(app?.url ?? '');
    const voices = [{ language: 'es', voice: 'ef_nobody' }];
    client.send(STS_EVENTS.init, { ...init, targetLanguages: ['es'], engines, voices });
    const refusal = await client.refusal();
    expect(refusal).to.deep.include({ code: 'VOICE_UNKNOWN', field: 'voices.0' });
    expect(refusal.message).to.contain('ef_dora');
    client.close();
  });
});
