import { Deferred } from '@dubbing/common';
import { FragmentAck, FragmentPartial, STS_EVENTS, parse } from '@dubbing/contracts';
import { expect } from 'chai';
import type { App } from '../../../src/app.js';
import { stsError } from '../../../src/errors.js';
import { ScriptedRecognizer, ScriptedTranslator } from '../../../src/pipeline/testing/fakes.js';
import { TestClient, fragment } from '../../support/client.js';
import { scripted, startService } from '../../support/service.js';
import { until } from '../../support/until.js';

const wish = { features: ['partials'] };

/** What a 1.0 client sends, and what it may be sent. */
const old = { protocol: { min: '1.0', max: '1.0' } };

describe('growing transcripts over Socket.IO', () => {
  let app: App;
  let clients: TestClient[];
  let recognizer: ScriptedRecognizer;
  let translator: ScriptedTranslator;

  const connect = (): TestClient => {
    const client = new TestClient(app.url);
    clients.push(client);
    return client;
  };
  /** Recognises in three steps, the second when `go` is resolved. */
  const stepwise = (go: Deferred<void>) =>
    new ScriptedRecognizer(async ({ onPartial }) => {
      onPartial?.('good');
      await go.promise;
      onPartial?.('good evening');
      return 'Good evening.';
    });
  const start = async (config = {}): Promise<void> => {
    // What a service does not let anybody configure: every text is let through.
    app = await startService({
      catalogue: scripted({ recognizer, translator }),
      config: { partialEveryMs: 0, ...config },
    });
  };
  const partialsOf = (client: TestClient): FragmentPartial[] =>
    client.received
      .filter(({ event }) => event === STS_EVENTS.fragmentPartial)
      .map(({ payload }) => parse(FragmentPartial, payload));
  const metric = async (kind: string): Promise<string | undefined> => {
    const text = await (await fetch(`${app.url}/metrics`)).text();
    return new RegExp(`^sts_partials_total\\{kind="${kind}"\\} (\\d+)$`, 'm').exec(text)?.[1];
  };

  beforeEach(() => {
    clients = [];
    recognizer = new ScriptedRecognizer(({ onPartial }) => {
      for (const text of ['good', 'good', 'good evening']) onPartial?.(text);
      return 'Good evening.';
    });
    translator = new ScriptedTranslator();
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    await app.close();
  });

  it('come between the acknowledgement and the reply, the last one with the transcript of the reply', async () => {
    await start();
    const client = connect();
    expect((await client.open(wish)).features).to.deep.equal(['partials']);
    client.send(STS_EVENTS.fragmentData, fragment(7));
    const reply = await client.reply();
    const partials = partialsOf(client);
    expect(partials.map(({ revision, isFinal, transcript: { text } }) => [revision, isFinal, text])).to.deep.equal([
      [1, false, 'good'],
      [2, false, 'good evening'],
      [3, true, 'Good evening.'],
    ]);
    for (const each of partials) expect(each).to.deep.include({ fragmentId: 'f7', sequence: 7 });
    expect(partials.at(-1)?.transcript).to.deep.equal(reply.transcript);
    expect(client.received.map(({ event }) => event)).to.deep.equal([
      STS_EVENTS.ready,
      STS_EVENTS.fragmentAck,
      ...partials.map(() => STS_EVENTS.fragmentPartial),
      STS_EVENTS.fragmentProcessed,
    ]);
    expect([await metric('growing'), await metric('final')]).to.deep.equal(['2', '1']);
  });

  it('have the final one before anything is translated', async () => {
    const go = new Deferred<void>();
    translator = new ScriptedTranslator(async ({ text }) => {
      await go.promise;
      return text;
    });
    await start();
    const client = connect();
    await client.open(wish);
    client.send(STS_EVENTS.fragmentData, fragment(1));
    let partial: FragmentPartial;
    do partial = await client.next(STS_EVENTS.fragmentPartial, FragmentPartial);
    while (!partial.isFinal);
    go.resolve();
    expect((await client.reply()).transcript?.text).to.equal('Good evening.');
  });

  it('are not made for who does not ask for them, and not for a client of protocol 1.0', async () => {
    await start();
    const wishes = [old, { ...old, ...wish }, {}, { features: [] }, { features: ['subtitles', 'Partials'] }];
    for (const [index, changes] of wishes.entries()) {
      const client = connect();
      const ready = await client.open(changes);
      expect(ready, JSON.stringify(changes)).not.to.have.property('features');
      client.send(STS_EVENTS.fragmentData, fragment(1));
      expect((await client.reply()).transcript?.text).to.equal('Good evening.');
      expect(partialsOf(client), JSON.stringify(changes)).to.deep.equal([]);
      expect(recognizer.requests[index]).not.to.have.property('onPartial');
    }
  });

  it('are given with what else a newer client asks for left out', async () => {
    await start();
    const protocol = { min: '1.0', max: '1.9' };
    const ready = await connect().open({ protocol, features: ['later', 'partials', 'latest'] });
    expect(ready).to.deep.include({ protocol: '1.1', features: ['partials'] });
  });

  it('come at most so often', async () => {
    await start({ partialEveryMs: 60_000 });
    const client = connect();
    await client.open(wish);
    client.send(STS_EVENTS.fragmentData, fragment(1));
    await client.reply();
    expect(partialsOf(client).map(({ transcript: { text } }) => text)).to.deep.equal(['good', 'Good evening.']);
  });

  it('have no final one where nothing was said, or recognition failed', async () => {
    recognizer = new ScriptedRecognizer(({ pcm, onPartial }) => {
      onPartial?.('hm');
      if (pcm[0] === 1) return ' ';
      throw stsError('ENGINE_CRASHED', 'the engine crashed');
    });
    await start();
    const client = connect();
    await client.open(wish);
    for (const sequence of [1, 2]) client.send(STS_EVENTS.fragmentData, fragment(sequence));
    expect((await client.reply()).status).to.equal('empty');
    expect((await client.reply()).status).to.equal('failed');
    expect(partialsOf(client).map(({ isFinal }) => isFinal)).to.deep.equal([false, false]);
  });

  it('never come behind the reply, whatever an engine does', async () => {
    const late = new Deferred<(text: string) => void>();
    recognizer = new ScriptedRecognizer(({ onPartial, pcm }) => {
      if (pcm[0] !== 1) return 'next';
      late.resolve(onPartial ?? (() => {}));
      // It does not stop when it is told to.
      return new Promise<string>(() => {});
    });
    await start();
    const client = connect();
    await client.open(wish);
    client.send(STS_EVENTS.fragmentData, fragment(1, { deadlineMs: 50 }));
    const tell = await late.promise;
    tell('good');
    expect((await client.reply()).error?.code).to.equal('DEADLINE_EXCEEDED');
    tell('good evening');
    client.send(STS_EVENTS.fragmentData, fragment(2));
    await client.reply();
    expect(partialsOf(client).map(({ transcript: { text } }) => text)).to.deep.equal(['good', 'next']);
  });

  it('are not sent of fragments that are refused', async () => {
    await start();
    const client = connect();
    await client.open(wish);
    client.send(STS_EVENTS.fragmentData, fragment(1, { pcm: Buffer.alloc(31_000) }));
    await client.refusal();
    client.send(STS_EVENTS.end);
    await client.nextRaw(STS_EVENTS.complete);
    expect(partialsOf(client)).to.deep.equal([]);
  });

  it('are not sent again when the session is resumed, and go on with the next revision', async () => {
    const go = new Deferred<void>();
    recognizer = stepwise(go);
    await start();
    const first = connect();
    const { sessionId } = await first.open(wish);
    first.send(STS_EVENTS.fragmentData, fragment(1));
    await first.next(STS_EVENTS.fragmentPartial, FragmentPartial);
    first.close();
    const second = connect();
    expect(await second.open({ ...wish, sessionId })).to.deep.include({ resumed: true, features: ['partials'] });
    go.resolve();
    await second.reply();
    const seen = partialsOf(second).map(({ revision, transcript: { text } }) => `${revision} ${text}`);
    expect(seen).to.deep.equal(['2 good evening', '3 Good evening.']);
  });

  it('are not kept for who comes later', async () => {
    const [go, done] = [new Deferred<void>(), new Deferred<void>()];
    recognizer = stepwise(go);
    translator = new ScriptedTranslator(({ text }) => {
      done.resolve();
      return text;
    });
    await start();
    const first = connect();
    const { sessionId } = await first.open(wish);
    first.send(STS_EVENTS.fragmentData, fragment(1));
    await first.next(STS_EVENTS.fragmentPartial, FragmentPartial);
    first.close();
    go.resolve();
    await done.promise;
    const second = connect();
    await second.open({ ...wish, sessionId });
    expect((await second.reply()).transcript?.text).to.equal('Good evening.');
    expect(partialsOf(second)).to.deep.equal([]);
  });

  it('follow what each connection of a session agrees to', async () => {
    const go = new Deferred<void>();
    recognizer = stepwise(go);
    await start();
    const first = connect();
    const { sessionId } = await first.open(wish);
    first.send(STS_EVENTS.fragmentData, fragment(1));
    await first.next(STS_EVENTS.fragmentPartial, FragmentPartial);
    const second = connect();
    const resumed = await second.open({ ...old, sessionId });
    expect(resumed).to.deep.include({ resumed: true, protocol: '1.0' });
    expect(resumed).not.to.have.property('features');
    go.resolve();
    await second.reply();
    expect(partialsOf(second)).to.deep.equal([]);
    const third = connect();
    await third.open({ ...wish, sessionId });
    third.send(STS_EVENTS.fragmentData, fragment(2));
    await third.reply();
    expect(partialsOf(third).map(({ sequence, revision }) => `${sequence}.${revision}`)).to.deep.equal([
      '2.1',
      '2.2',
      '2.3',
    ]);
  });

  it('bring the final one to who asks for them in the middle of a fragment', async () => {
    const go = new Deferred<void>();
    recognizer = stepwise(go);
    await start();
    const first = connect();
    const { sessionId } = await first.open(old);
    first.send(STS_EVENTS.fragmentData, fragment(1));
    await first.next(STS_EVENTS.fragmentAck, FragmentAck);
    await until(() => recognizer.requests.length === 1);
    const second = connect();
    await second.open({ ...wish, sessionId });
    go.resolve();
    await second.reply();
    expect(partialsOf(second).map(({ revision, isFinal }) => [revision, isFinal])).to.deep.equal([[1, true]]);
  });
});
