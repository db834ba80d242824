import { expect } from 'chai';
import { Deferred } from '@dubbing/common';
import { Backpressure, FragmentAck, STS_EVENTS, StreamComplete } from '@dubbing/contracts';
import type { App } from '../../../src/app.js';
import { stsError } from '../../../src/errors.js';
import { ScriptedRecognizer, ScriptedSynthesizer, ScriptedTranslator } from '../../../src/pipeline/testing/fakes.js';
import { TestClient, fragment, init } from '../../support/client.js';
import { scripted, startService, type ServiceOptions } from '../../support/service.js';

describe('a session over Socket.IO', () => {
  let app: App;
  let clients: TestClient[];

  const start = async (options: ServiceOptions = {}): Promise<void> => {
    app = await startService(options);
  };
  const connect = (): TestClient => {
    const client = new TestClient(app.url);
    clients.push(client);
    return client;
  };

  beforeEach(() => {
    clients = [];
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    await app.close();
  });

  it('answers a fragment in every language from one recognition', async () => {
    const recognizer = new ScriptedRecognizer();
    await start({ catalogue: scripted({ recognizer }) });
    const client = connect();
    const ready = await client.open();
    expect(ready.resumed).to.equal(false);
    expect(ready.lastSequence).to.equal(undefined);
    expect(ready.engines.map(({ stage, language }) => `${stage} ${language}`)).to.deep.equal([
      'asr en',
      'translation es',
      'tts es',
      'translation ca',
      'tts ca',
    ]);
    expect(ready.limits).to.deep.include({ maxInFlight: 8, maxFragmentDurationMs: 15_000 });

    client.send(STS_EVENTS.fragmentData, fragment(7));
    const ack = await client.next(STS_EVENTS.fragmentAck, FragmentAck);
    expect(ack).to.deep.equal(Object.assign(new FragmentAck(), { fragmentId: 'f7', sequence: 7, inFlight: 1 }));
    const reply = await client.reply();
    expect(reply).to.deep.include({ fragmentId: 'f7', sequence: 7, status: 'ok' });
    expect(reply.startPtsNs).to.equal('7000000000');
    expect(reply.transcript).to.deep.include({ language: 'en', text: 'hello world', confidence: 0.9 });
    expect(reply.dubs.map(({ language, status, text }) => [language, status, text])).to.deep.equal([
      ['es', 'spoken', 'es: hello world'],
      ['ca', 'spoken', 'ca: hello world'],
    ]);
    const [dub] = reply.dubs;
    expect(dub?.audio?.length).to.equal(Math.round((dub?.durationMs ?? 0) * 48) * 2);
    expect(dub?.naturalDurationMs).to.be.closeTo(500, 10);
    expect(dub?.engine).to.deep.include({ translation: 'scripted-translation', tts: 'scripted-tts' });
    expect(recognizer.requests.length).to.equal(1);
    expect(recognizer.requests[0]?.pcm.equals(Buffer.alloc(32_000, 7))).to.equal(true);

    client.send(STS_EVENTS.end, { reason: 'over' });
    const complete = await client.next(STS_EVENTS.complete, StreamComplete);
    expect({ ...complete }).to.deep.equal({ fragmentsReceived: 1, fragmentsProcessed: 1, fragmentsFailed: 0 });
  });

  it('sends replies in the order of the fragments, whichever is done first', async () => {
    const first = new Deferred<void>();
    const recognizer = new ScriptedRecognizer(async ({ pcm }) => {
      if (pcm[0] === 1) await first.promise;
      else first.resolve();
      return `fragment ${pcm[0]}`;
    });
    await start({ catalogue: scripted({ recognizer }) });
    const client = connect();
    await client.open();
    for (const sequence of [1, 2]) client.send(STS_EVENTS.fragmentData, fragment(sequence));
    expect((await client.reply()).transcript?.text).to.equal('fragment 1');
    expect((await client.reply()).transcript?.text).to.equal('fragment 2');
  });

  it('lets a language fail alone', async () => {
    const translator = new ScriptedTranslator(({ to, text }) => {
      if (to === 'ca') throw stsError('ENGINE_CRASHED', 'the engine crashed', { source: 'scripted' });
      return text;
    });
    await start({ catalogue: scripted({ translator }) });
    const client = connect();
    await client.open();
    client.send(STS_EVENTS.fragmentData, fragment(1));
    const { status, dubs } = await client.reply();
    expect(status).to.equal('ok');
    expect(dubs[0]?.status).to.equal('spoken');
    expect(dubs[1]).to.deep.include({ language: 'ca', status: 'failed', text: '' });
    expect(dubs[1]?.error).to.deep.include({ code: 'ENGINE_CRASHED', source: 'scripted', retryable: true });
  });

  it('answers what failed and what said nothing, exactly once', async () => {
    const recognizer = new ScriptedRecognizer(({ pcm }) => {
      if (pcm[0] === 1) throw stsError('ENGINE_CRASHED', 'the engine crashed');
      if (pcm[0] === 2) throw new Error('unforeseen');
      return '  ';
    });
    await start({ catalogue: scripted({ recognizer }) });
    const client = connect();
    await client.open();
    for (const sequence of [1, 2, 3]) client.send(STS_EVENTS.fragmentData, fragment(sequence));
    client.send(STS_EVENTS.end);
    const replies = [await client.reply(), await client.reply(), await client.reply()];
    expect(replies.map(({ status, error }) => [status, error?.code])).to.deep.equal([
      ['failed', 'ENGINE_CRASHED'],
      ['failed', 'ENGINE_FAILED'],
      ['empty', undefined],
    ]);
    const complete = await client.next(STS_EVENTS.complete, StreamComplete);
    expect({ ...complete }).to.deep.equal({ fragmentsReceived: 3, fragmentsProcessed: 3, fragmentsFailed: 2 });
  });

  it('answers by the deadline, with the languages that are done', async () => {
    const stuck: AbortSignal[] = [];
    const synthesizer = new ScriptedSynthesizer(({ language, signal }) => {
      if (language === 'es') return 300;
      stuck.push(signal);
      return new Promise<number>(() => {});
    });
    const recognizer = new ScriptedRecognizer(({ pcm }) => (pcm[0] === 2 ? new Promise<string>(() => {}) : 'hello'));
    await start({ catalogue: scripted({ recognizer, synthesizer }) });
    const client = connect();
    await client.open();
    client.send(STS_EVENTS.fragmentData, fragment(1, { deadlineMs: 5000 }));
    client.send(STS_EVENTS.fragmentData, fragment(2, { deadlineMs: 500 }));
    const partial = await client.reply();
    expect(partial.dubs.map(({ status }) => status)).to.deep.equal(['spoken', 'failed']);
    expect(partial.dubs[1]?.error?.code).to.equal('DEADLINE_EXCEEDED');
    expect(stuck[0]?.aborted).to.equal(true);
    const late = await client.reply();
    expect(late).to.deep.include({ status: 'failed', sequence: 2 });
    expect(late.error?.code).to.equal('DEADLINE_EXCEEDED');
  });

  it('advises when fragments pile up, and refuses those beyond the limit', async () => {
    const go = new Deferred<void>();
    const recognizer = new ScriptedRecognizer(async () => {
      await go.promise;
      return 'hello';
    });
    await start({ catalogue: scripted({ recognizer }), config: { maxInFlight: 4 } });
    const client = connect();
    await client.open();
    for (const sequence of [1, 2, 3, 4, 5]) client.send(STS_EVENTS.fragmentData, fragment(sequence));
    const soft = await client.next(STS_EVENTS.backpressure, Backpressure);
    expect({ ...soft }).to.deep.equal({
      level: 'soft',
      inFlight: 3,
      recommendedMaxInFlight: 2,
      recommendedFragmentMs: 4000,
    });
    expect((await client.next(STS_EVENTS.backpressure, Backpressure)).level).to.equal('hard');
    expect(await client.refusal()).to.deep.include({ code: 'IN_FLIGHT_LIMIT', fragmentId: 'f5', retryable: true });
    go.resolve();
    for (const sequence of [1, 2, 3, 4]) expect((await client.reply()).sequence).to.equal(sequence);
    client.send(STS_EVENTS.fragmentData, fragment(5));
    expect((await client.reply()).sequence).to.equal(5);
    const levels = client.received.filter(({ event }) => event === STS_EVENTS.backpressure);
    expect((levels.at(-1)?.payload as Backpressure).level).to.equal('none');
  });

  it('takes nothing while it is paused, and goes on afterwards', async () => {
    await start();
    const client = connect();
    await client.open();
    client.send(STS_EVENTS.pause, { reason: 'advertisement' });
    client.send(STS_EVENTS.fragmentData, fragment(1));
    expect((await client.refusal()).code).to.equal('SESSION_PAUSED');
    client.send(STS_EVENTS.resume, {});
    client.send(STS_EVENTS.fragmentData, fragment(1));
    expect((await client.reply()).status).to.equal('ok');
  });

  it('opens another session on the same connection after the first is complete', async () => {
    await start();
    const client = connect();
    const first = await client.open();
    client.send(STS_EVENTS.init, init);
    expect((await client.refusal()).code).to.equal('SESSION_EXISTS');
    client.send(STS_EVENTS.end);
    await client.next(STS_EVENTS.complete, StreamComplete);
    client.send(STS_EVENTS.fragmentData, fragment(1));
    expect((await client.refusal()).code).to.equal('SESSION_ENDED');
    expect((await client.open()).sessionId).not.to.equal(first.sessionId);
  });

  it('leaves no fragment of a session that is over without a word, one that it had answered neither', async () => {
    await start();
    const client = connect();
    await client.open();
    client.send(STS_EVENTS.fragmentData, fragment(1));
    await client.reply();
    client.send(STS_EVENTS.end);
    await client.next(STS_EVENTS.complete, StreamComplete);
    client.send(STS_EVENTS.fragmentData, fragment(1));
    expect(await client.refusal()).to.deep.include({ code: 'SESSION_ENDED', fragmentId: 'f1' });
  });
});
