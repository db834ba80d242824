import { cpSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Backoff } from '@dubbing/common';
import { expect } from 'chai';
import { startEngineHost, type EngineHost } from '../../../src/engine-host/engine-host.js';
import { openModelStore } from '../../../src/models/model-store.js';
import type { SpeechRecognizer, SpeechSynthesizer, Translator } from '../../../src/pipeline/seams.js';
import { speak } from '../../support/flite.js';
import { rejection } from '../../support/rejection.js';
import { keptLogger } from '../../support/service.js';
import { needsPackages } from '../../support/skip.js';
import { testModels } from '../../support/test-models.js';

const never = new AbortController().signal;
const backoff = () => new Backoff({ initialMs: 1, maxMs: 1 });
const wanted = ['whisper-tiny-random', 'marian-random', 'mms-random'];
/** Programs and PocketSphinx are not what is tested here. */
const alone = { processes: 1, pocketsphinxModelDir: '/no/model', apertiumModesDir: '/no/modes', backoff };

const common = () => ({ sessionKey: 'a', deadlineAtMs: performance.now() + 50_000, signal: never });

/** The engine of that name. */
function engineOf<E extends { readonly name: string }>(offers: readonly { readonly engine: E }[], name: string): E {
  const offer = offers.find(({ engine }) => engine.name === name);
  if (offer === undefined) throw new Error(`${name} is not offered`);
  return offer.engine;
}

describe('neural engines in their processes', function () {
  this.timeout(60_000);
  let host: EngineHost;
  let speech: Buffer;
  let whisper: SpeechRecognizer;
  let marian: Translator;
  let mms: SpeechSynthesizer;
  const { logger, lines } = keptLogger();

  const recognize = (pcm: Buffer) => whisper.recognize({ ...common(), pcm, sampleRateHz: 16_000, language: 'en' });

  before(async function () {
    needsPackages(this, 'flite');
    speech = speak('these are the main stories of the day');
    const store = openModelStore({ dir: testModels });
    host = await startEngineHost({ ...alone, logger, onnxProvider: 'cuda', models: { store, wanted } });
    const { recognizers, translators, synthesizers } = host.catalogue();
    whisper = engineOf(recognizers, 'whisper-tiny-random');
    marian = engineOf(translators, 'marian-random');
    mms = engineOf(synthesizers, 'mms-random');
  });
  after(() => host?.close());

  it('offers each model by its name, with the languages that its files tell', () => {
    expect(['en', 'en-US', 'es', 'xx'].map((tag) => whisper.supports(tag))).to.deep.equal([true, true, true, false]);
    expect(marian.supports('en', 'es')).to.equal(true);
    expect(marian.supports('de', 'es')).to.equal(false);
    expect(marian.supports('en', 'ja')).to.equal(false);
    expect(['en', 'en-GB', 'es'].map((tag) => mms.supports(tag))).to.deep.equal([true, true, false]);
  });

  it('says that they compute on the CPU when there is no CUDA, and logs it once', function () {
    const { recognizers } = host.catalogue();
    const [offer] = recognizers;
    if (offer?.provider === 'cuda') this.skip();
    expect(offer).to.include({ family: 'onnx', provider: 'cpu' });
    expect(offer?.fallbackReason).to.be.a('string').that.contains('CUDA');
    expect(lines.filter(({ msg }) => msg === 'models compute on the CPU instead of CUDA')).to.have.length(1);
    expect(
      host
        .stats()
        .engines.filter(({ fallback }) => fallback)
        .map(({ name }) => name),
    ).to.deep.equal(wanted);
  });

  it('tells the memory of every engine', () => {
    const { engines } = host.stats();
    for (const name of wanted) {
      expect(engines.find((engine) => engine.name === name)?.memoryBytes, name).to.be.above(10_000_000);
    }
  });

  it('hears, translates and speaks', async () => {
    const heard = await recognize(speech);
    expect(heard.engine).to.equal('whisper-tiny-random');
    expect(heard.confidence ?? 0).to.be.within(0, 1);
    const translation = await marian.translate({ ...common(), text: 'The weather is fine.', from: 'en', to: 'es' });
    expect(translation).to.include({ engine: 'marian-random' });
    expect(translation.text).to.not.equal('');
    const spoken = await mms.synthesize({ ...common(), text: 'the weather is fine', language: 'en' });
    expect(spoken).to.include({ engine: 'mms-random', sampleRateHz: 16_000, pace: 1 });
    expect(spoken.pcm.length).to.be.above(1000);
  });

  it('keeps silence from the recogniser, which would make up words for it', async () => {
    expect(await recognize(Buffer.alloc(64_000))).to.deep.equal({ text: '', engine: 'whisper-tiny-random' });
    expect(await recognize(Buffer.alloc(0))).to.deep.equal({ text: '', engine: 'whisper-tiny-random' });
  });

  it('loses the work of a process that is killed and no other, and starts another process', async () => {
    const before = host.stats().pids;
    const lost = marian.translate({ ...common(), text: 'This is lost. '.repeat(40), from: 'en', to: 'es' });
    const kept = marian.translate({ ...common(), text: 'This is kept.', from: 'en', to: 'es' });
    const elsewhere = mms.synthesize({ ...common(), text: 'the weather', language: 'en' });
    process.kill(before[1] as number, 'SIGKILL');
    expect(await rejection(lost)).to.include({ code: 'ENGINE_CRASHED', retryable: true });
    expect((await kept).text).to.not.equal('');
    expect((await elsewhere).pcm.length).to.be.above(0);
    const after = host.stats();
    expect(after.pids.filter((pid) => !before.includes(pid))).to.have.length(1);
    expect(after.restarts).to.equal(1);
  });

  it('gives up work whose caller has gone, and keeps the process', async () => {
    const { pids } = host.stats();
    const caller = new AbortController();
    const text = 'This is a long text. '.repeat(200);
    const given = marian.translate({ ...common(), signal: caller.signal, text, from: 'en', to: 'es' });
    caller.abort();
    expect(await rejection(given)).to.include({ code: 'ABORTED' });
    expect((await marian.translate({ ...common(), text: 'Next.', from: 'en', to: 'es' })).text).to.not.equal('');
    expect(host.stats().pids).to.deep.equal(pids);
  });
});

describe('models that cannot be loaded', function () {
  this.timeout(60_000);
  let dir: string;

  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'sts-models-'));
    for (const name of ['mms-random', 'marian-random'])
      cpSync(join(testModels, name), join(dir, name), { recursive: true });
    truncateSync(join(dir, 'marian-random', 'onnx', 'encoder_model.onnx'), 5000);
    cpSync(join(testModels, 'mms-random'), join(dir, 'wrong'), { recursive: true });
    cpSync(join(testModels, 'marian-random', 'onnx', 'encoder_model.onnx'), join(dir, 'wrong', 'onnx', 'model.onnx'));
    cpSync(join(testModels, 'mms-random'), join(dir, 'half'), { recursive: true });
    truncateSync(join(dir, 'half', 'onnx', 'model.onnx'), 0);
  });
  after(() => rmSync(dir, { recursive: true }));

  it('are told by their names, and the others serve', async () => {
    const store = openModelStore({ dir });
    const host = await startEngineHost({ ...alone, models: { store, wanted: ['auto'] } });
    const { faults, synthesizers, translators } = host.catalogue();
    const { restarts } = host.stats();
    await host.close();
    const told = new Map(faults.filter(({ family }) => family === 'onnx').map(({ engine, error }) => [engine, error]));
    expect(told.size).to.equal(3);
    expect(told.get('half')?.code).to.equal('MODEL_UNAVAILABLE');
    expect(told.get('marian-random')?.code).to.equal('MODEL_UNAVAILABLE');
    expect(told.get('wrong')?.code).to.equal('MODEL_INCOMPATIBLE');
    expect(told.get('marian-random')?.message).to.match(/^marian-random: .*encoder_model\.onnx cannot be loaded/);
    expect(translators).to.deep.equal([]);
    expect(synthesizers.map(({ engine }) => engine.name)).to.include('mms-random');
    expect(restarts).to.equal(0);
  });

  it('are not loaded without CUDA where the CPU is not allowed, which is told by their names', async function () {
    const store = openModelStore({ dir: testModels });
    const host = await startEngineHost({
      ...alone,
      onnxProvider: 'cuda-only',
      models: { store, wanted: ['mms-random'] },
    });
    const { faults, synthesizers } = host.catalogue();
    await host.close();
    if (synthesizers.some(({ provider }) => provider === 'cuda')) this.skip();
    const fault = faults.find(({ engine }) => engine === 'mms-random');
    expect(fault?.error.code).to.equal('MODEL_UNAVAILABLE');
    expect(fault?.error.message).to.match(/^mms-random: .*the CPU is not allowed \(cuda-only\)/);
  });

  it('say that there are none where their folder is empty or not there', async () => {
    const { logger, lines } = keptLogger();
    const store = openModelStore({ dir: join(dir, 'nowhere') });
    const host = await startEngineHost({ ...alone, logger, models: { store, wanted: ['auto'] } });
    await host.close();
    expect(lines.find(({ msg }) => msg === 'no models are installed')).to.include({ dir: join(dir, 'nowhere') });
  });

  it('are told when nobody has installed them', async () => {
    const store = openModelStore({ dir });
    const host = await startEngineHost({ ...alone, models: { store, wanted: ['whisper-base', 'nothing'] } });
    const { faults } = host.catalogue();
    await host.close();
    const told = faults.filter(({ family }) => family === 'onnx').map(({ stage, error }) => [stage, error.code]);
    expect(told).to.deep.equal([
      ['asr', 'MODEL_NOT_INSTALLED'],
      [undefined, 'MODEL_NOT_INSTALLED'],
    ]);
  });

  it('can be looked for again: new ones are added in the order that is wanted, and what runs goes on', async () => {
    const later = mkdtempSync(join(tmpdir(), 'sts-models-'));
    const add = (name: string) => cpSync(join(testModels, name), join(later, name), { recursive: true });
    add('mms-random');
    const wanted = ['piper-random', 'mms-random', 'marian-pair-random'];
    const host = await startEngineHost({ ...alone, models: { store: openModelStore({ dir: later }), wanted } });
    try {
      const { pids } = host.stats();
      add('piper-random');
      const adding = host.addModels();
      const voices = () => host.catalogue().synthesizers.map(({ engine }) => engine.name);
      expect(voices(), 'while it is loaded').to.not.include('piper-random');
      expect(await adding).to.deep.equal(['piper-random']);
      expect(voices().slice(0, 2)).to.deep.equal(['piper-random', 'mms-random']);
      expect(host.stats().pids).to.include.members(pids);
      const missing = host.catalogue().faults.filter(({ error }) => error.code === 'MODEL_NOT_INSTALLED');
      expect(missing.map(({ engine }) => engine)).to.deep.equal(['marian-pair-random']);
    } finally {
      await host.close();
      rmSync(later, { recursive: true });
    }
    expect(await host.addModels(), 'after its end').to.deep.equal([]);
    expect(host.stats().pids).to.deep.equal([]);
  });
});
