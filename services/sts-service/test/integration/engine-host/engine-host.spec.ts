import { Backoff } from '@dubbing/common';
import { expect } from 'chai';
import { startEngineHost, type EngineHost } from '../../../src/engine-host/engine-host.js';
import type { Recognition } from '../../../src/pipeline/seams.js';
import { speak } from '../../support/flite.js';
import { rejection } from '../../support/rejection.js';
import { needsPackages } from '../../support/skip.js';

const text = 'these are the main stories of the day';
const never = new AbortController().signal;

const backoff = () => new Backoff({ initialMs: 1, maxMs: 1 });
const options = { processes: 1, queueCapacity: 4, cancelGraceMs: 200, backoff };

interface RequestOptions {
  readonly sessionKey?: string;
  readonly withinMs?: number;
  readonly signal?: AbortSignal;
  readonly onPartial?: (text: string) => void;
}

describe('the engine host', function () {
  this.timeout(60_000);
  let host: EngineHost;
  let speech: Buffer;

  function recognize({
    sessionKey = 'a',
    withinMs = 50_000,
    signal = never,
    onPartial,
  }: RequestOptions = {}): Promise<Recognition> {
    const [offer] = host.catalogue().recognizers;
    if (offer === undefined) throw new Error('there is no recogniser');
    const deadlineAtMs = performance.now() + withinMs;
    return offer.engine.recognize({
      sessionKey,
      pcm: speech,
      sampleRateHz: 16_000,
      language: 'en',
      deadlineAtMs,
      signal,
      ...(onPartial !== undefined && { onPartial }),
    });
  }

  function pid(): number {
    return host.stats().pids[0] ?? Number.NaN;
  }

  before(async function () {
    needsPackages(this, 'pocketsphinx-en-us', 'apertium', 'apertium-eng-spa', 'apertium-eng-cat', 'espeak-ng', 'flite');
    speech = speak(text);
    host = await startEngineHost(options);
  });
  after(() => host?.close());

  it('is warm when it has started, with one engine per stage', () => {
    const { recognizers, translators, synthesizers, faults } = host.catalogue();
    expect(recognizers.map(({ engine, family }) => [engine.name, family])).to.deep.equal([['pocketsphinx', 'builtin']]);
    expect(translators.map(({ engine }) => engine.name)).to.deep.equal(['apertium']);
    expect(synthesizers.map(({ engine }) => engine.name)).to.deep.equal(['espeak-ng']);
    expect(faults).to.deep.equal([]);
    expect(host.stats()).to.deep.include({ restarts: 0, asr: { queued: 0, busy: 0, workers: 1 } });
  });

  it('offers what its engines can do and no more', () => {
    const [{ engine: recognizer } = raise()] = host.catalogue().recognizers;
    const [{ engine: translator } = raise()] = host.catalogue().translators;
    expect(['en', 'en-GB', 'es', 'de'].map((each) => recognizer.supports(each))).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
    expect(translator.supports('en', 'es-419')).to.equal(true);
    expect(translator.supports('en', 'ca')).to.equal(true);
    expect(translator.supports('en', 'fr')).to.equal(false);
    // There is no recogniser of Spanish, so nobody can ask for this direction.
    expect(translator.supports('es', 'en')).to.equal(false);
  });

  it('hears, translates and speaks', async () => {
    const { text: heard, engine } = await recognize();
    expect({ heard, engine }).to.deep.equal({ heard: text, engine: 'pocketsphinx' });
    const [{ engine: translator } = raise()] = host.catalogue().translators;
    const [{ engine: synthesizer } = raise()] = host.catalogue().synthesizers;
    const request = { sessionKey: 'a', deadlineAtMs: performance.now() + 50_000, signal: never };
    const translation = await translator.translate({ ...request, text: heard, from: 'en', to: 'es' });
    expect(translation).to.deep.include({ engine: 'apertium' });
    expect(translation.text).to.contain('historias');
    const { pcm, sampleRateHz } = await synthesizer.synthesize({ ...request, text: translation.text, language: 'es' });
    expect(pcm.length / 2 / sampleRateHz).to.be.within(1, 5);
    expect((await rejection(translator.translate({ ...request, text, from: 'en', to: 'fr' }))).code).to.equal(
      'LANGUAGE_PAIR_UNSUPPORTED',
    );
  });

  it('tells what it has heard so far, before it is done, and hears the same', async () => {
    const shown: string[] = [];
    const heard = await recognize({ onPartial: (so) => shown.push(so) });
    expect(heard).to.deep.equal(await recognize());
    expect(shown).not.to.have.length(0);
    expect(new Set(shown).size).to.equal(shown.length);
    expect(shown).not.to.include('');
    const before = shown.length;
    await recognize();
    expect(shown).to.have.length(before);
  });

  it('tells nothing more to who has given up', async () => {
    const caller = new AbortController();
    const shown: string[] = [];
    const given = recognize({
      signal: caller.signal,
      onPartial: (so) => {
        shown.push(so);
        caller.abort();
      },
    });
    expect(await rejection(given)).to.include({ code: 'ABORTED' });
    // The next answer of the same process comes after all that it had to say to this one.
    await recognize();
    expect(shown).to.have.length(1);
  });

  it('hears nothing in silence, without asking the recogniser', async () => {
    const [{ engine } = raise()] = host.catalogue().recognizers;
    const request = { sessionKey: 'a', sampleRateHz: 16_000, language: 'en', signal: never } as const;
    const deadlineAtMs = performance.now() + 50_000;
    const recognition = await engine.recognize({ ...request, pcm: Buffer.alloc(64_000), deadlineAtMs });
    expect(recognition).to.deep.equal({ text: '', engine: 'pocketsphinx' });
  });

  it('lets no session wait behind the burst of another one', async () => {
    const order: string[] = [];
    const asked = ['a1', 'a2', 'a3', 'b1'].map(async (name) => {
      await recognize({ sessionKey: name.slice(0, 1) });
      order.push(name);
    });
    await Promise.all(asked);
    expect(order.indexOf('b1')).to.be.below(order.indexOf('a3'));
  });

  it('refuses more than may wait', async () => {
    const asked = Array.from({ length: 7 }, () =>
      recognize().then(
        () => 'heard',
        ({ code }: { code: string }) => code,
      ),
    );
    const results = await Promise.all(asked);
    expect(results.filter((each) => each === 'heard')).to.have.length(5);
    expect(results.filter((each) => each === 'ENGINE_BUSY')).to.have.length(2);
  });

  it('cancels a job whose caller gives up, and keeps the process', async () => {
    const before = pid();
    const caller = new AbortController();
    const given = recognize({ signal: caller.signal });
    caller.abort();
    expect(await rejection(given)).to.include({ code: 'ABORTED' });
    expect((await recognize()).text).to.equal(text);
    expect(pid()).to.equal(before);
  });

  it('fails the job of a process that is killed, and no other, and starts another process', async () => {
    const before = pid();
    const lost = recognize();
    const kept = recognize();
    process.kill(before, 'SIGKILL');
    expect(await rejection(lost)).to.include({ code: 'ENGINE_CRASHED', retryable: true });
    expect((await kept).text).to.equal(text);
    expect(pid()).not.to.equal(before);
    expect(host.stats().restarts).to.equal(1);
  });

  it('kills a process that hangs at the deadline, and starts another', async () => {
    // A host that has not measured its pace yet begins work whose deadline is as near as this.
    await host.close();
    host = await startEngineHost(options);
    const before = pid();
    process.kill(before, 'SIGSTOP');
    expect(await rejection(recognize({ withinMs: 100 }))).to.include({ code: 'DEADLINE_EXCEEDED', retryable: true });
    expect((await recognize()).text).to.equal(text);
    expect(pid()).not.to.equal(before);
    expect(() => process.kill(before, 0)).to.throw('ESRCH');
  });
});

describe('an engine host without its system packages', function () {
  this.timeout(60_000);

  it('starts, and tells which stage lacks which package', async () => {
    const host = await startEngineHost({ pocketsphinxModelDir: '/no/model', apertiumModesDir: '/no/modes' });
    const { recognizers, translators, faults } = host.catalogue();
    await host.close();
    await host.close();
    expect([...recognizers, ...translators]).to.deep.equal([]);
    const told = faults
      .filter(({ stage }) => stage !== 'tts')
      .map(({ stage, languages, error: { code, source } }) => [stage, languages, code, source]);
    expect(told.map(([stage, languages, code]) => [stage, languages, code])).to.deep.equal([
      ['asr', ['en'], 'SYSTEM_PACKAGE_MISSING'],
      ['translation', ['es'], 'SYSTEM_PACKAGE_MISSING'],
      ['translation', ['ca'], 'SYSTEM_PACKAGE_MISSING'],
    ]);
    expect(told.slice(1).map((each) => each[3])).to.deep.equal(['apertium-eng-spa', 'apertium-eng-cat']);
  });
});

function raise(): never {
  throw new Error('the engine is not there');
}
