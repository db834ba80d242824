import { Backoff, pcmDurationMs, silentLogger } from '@dubbing/common';
import { STS_EVENTS, type FragmentProcessed } from '@dubbing/contracts';
import { expect } from 'chai';
import { startApp, type App } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { startEngineHost, type EngineHost } from '../../src/engine-host/engine-host.js';
import { openModelStore } from '../../src/models/model-store.js';
import { TestClient, fragment, init } from '../support/client.js';
import { speak } from '../support/flite.js';
import { needsPackages } from '../support/skip.js';
import { testModels } from '../support/test-models.js';
import { until } from '../support/until.js';

const engines = { asr: 'whisper-tiny-random', translation: 'marian-random', tts: 'piper-random' };
const audio = { sampleRateHz: 16_000, channels: 1 };

/** The models have random weights: what they say means nothing, but all is done as with real ones. */
describe('the service with neural engines', function () {
  this.timeout(120_000);
  let app: App | undefined;
  let host: EngineHost;
  let client: TestClient;
  let speech: Buffer;
  let sequence = 0;

  async function dub(pcm: Buffer): Promise<FragmentProcessed> {
    sendFragment(pcm);
    return client.reply();
  }

  function sendFragment(pcm: Buffer): void {
    sequence += 1;
    const durationMs = pcmDurationMs(pcm.length, audio);
    const endPtsNs = String(Math.round(durationMs * 1e6));
    const slot = { targetMs: durationMs, maxMs: durationMs + 500 };
    const changes = { pcm, durationMs, startPtsNs: '0', endPtsNs, slot, deadlineMs: 60_000 };
    client.send(STS_EVENTS.fragmentData, fragment(sequence, changes));
  }

  /** The process that loads the engine at this place of the catalogue: recogniser, translator, voice. */
  const pidOf = (place: number): number => host.stats().pids[place] ?? Number.NaN;

  before(async function () {
    needsPackages(this, 'flite', 'espeak-ng');
    speech = speak('these are the main stories of the day');
    const wanted = Object.values(engines);
    app = await startApp({
      config: { ...loadConfig(undefined, {}), port: 0, maxFragmentMs: 60_000 },
      logger: silentLogger,
      startEngines: async () => {
        const backoff = () => new Backoff({ initialMs: 1, maxMs: 1 });
        const store = openModelStore({ dir: testModels });
        // Without PocketSphinx and Apertium, so that nothing can stand in for a model.
        const without = { pocketsphinxModelDir: '/no/model', apertiumModesDir: '/no/modes' };
        host = await startEngineHost({ processes: 1, backoff, ...without, models: { store, wanted } });
        return host;
      },
    });
    await app.loaded;
  });
  after(() => app?.close());

  beforeEach(async () => {
    client = new TestClient(app?.url ?? '');
    await client.open({ targetLanguages: ['es'], engines });
  });
  afterEach(() => {
    client.close();
  });

  it('tells the session its engines, and where they compute', async () => {
    const other = new TestClient(app?.url ?? '');
    const ready = await other.open({ targetLanguages: ['es'], engines: { asr: 'auto' } });
    expect(ready.engines.map(({ stage, name, family }) => [stage, name, family])).to.deep.equal([
      ['asr', engines.asr, 'onnx'],
      ['translation', engines.translation, 'onnx'],
      ['tts', engines.tts, 'onnx'],
    ]);
    for (const { provider } of ready.engines) expect(provider).to.be.oneOf(['cpu', 'cuda']);
    other.close();
  });

  it('refuses a name that no engine has, with those there are', async () => {
    const other = new TestClient(app?.url ?? '');
    other.send(STS_EVENTS.init, { ...init, targetLanguages: ['es'], engines: { ...engines, asr: 'whisper-huge' } });
    const refusal = await other.refusal();
    expect(refusal).to.deep.include({ code: 'ENGINE_UNKNOWN', field: 'engines.asr' });
    expect(refusal.message).to.contain(engines.asr);
    other.close();
  });

  it('dubs with the models that are named', async () => {
    const reply = await dub(speech);
    expect(reply.error, reply.error?.message).to.equal(undefined);
    expect(reply.status).to.equal('ok');
    const [spoken] = reply.dubs;
    expect(spoken?.error, spoken?.error?.message).to.equal(undefined);
    expect(spoken?.status).to.equal('spoken');
    expect(spoken?.engine).to.deep.equal({ translation: engines.translation, tts: engines.tts });
    expect(spoken?.audio?.length).to.be.above(0);
  });

  it('hears more than half a minute at once, and nothing in silence', async () => {
    const half = Buffer.alloc(16_000);
    const long = Buffer.concat(Array.from({ length: 12 }, () => [speech, half]).flat());
    expect(pcmDurationMs(long.length, audio)).to.be.above(30_000);
    expect((await dub(long.subarray(0, 59 * 32_000))).status).to.equal('ok');
    expect((await dub(Buffer.alloc(64_000))).status).to.equal('empty');
  });

  it('loses the fragment whose recogniser is killed, and serves the next one', async () => {
    const before = pidOf(0);
    sendFragment(speech);
    await until(() => host.stats().asr.busy > 0);
    process.kill(before, 'SIGKILL');
    const lost = await client.reply();
    expect(lost.status).to.equal('failed');
    expect(lost.error).to.deep.include({ code: 'ENGINE_CRASHED', retryable: true });
    expect((await dub(speech)).dubs[0]?.status).to.equal('spoken');
    expect(pidOf(0)).not.to.equal(before);
  });

  it('loses the dub whose voice is killed, and keeps what was heard', async () => {
    sendFragment(speech);
    await until(() => host.stats().tts.busy > 0);
    process.kill(pidOf(2), 'SIGKILL');
    const lost = await client.reply();
    expect(lost.status).to.equal('ok');
    expect(lost.dubs[0]?.error?.code).to.equal('ENGINE_CRASHED');
    expect((await dub(speech)).dubs[0]?.status).to.equal('spoken');
  });

  it('tells the memory of its engines in readiness and metrics', async () => {
    const report = (await (await fetch(`${app?.url}/health/ready`)).json()) as { engines: { memoryBytes?: number }[] };
    expect(report.engines.filter(({ memoryBytes = 0 }) => memoryBytes > 10_000_000)).to.have.length(3);
    const metrics = await (await fetch(`${app?.url}/metrics`)).text();
    for (const name of Object.values(engines)) {
      expect(metrics).to.match(new RegExp(`^sts_engine_memory_bytes\\{engine="${name}"\\} \\d{8,}$`, 'm'));
      expect(metrics).to.match(new RegExp(`^sts_engine_fallback\\{engine="${name}"\\} [01]$`, 'm'));
    }
  });
});
