import { expect } from 'chai';
import { Deferred } from '@dubbing/common';
import { FragmentAck, STS_EVENTS, StreamComplete } from '@dubbing/contracts';
import type { App } from '../../../src/app.js';
import { ScriptedRecognizer } from '../../../src/pipeline/testing/fakes.js';
import { TestClient, fragment, init } from '../../support/client.js';
import { scripted, startService } from '../../support/service.js';

describe('resuming a session', () => {
  let app: App;
  let clients: TestClient[];
  let recognizer: ScriptedRecognizer;
  let go: Deferred<void>;

  const connect = (): TestClient => {
    const client = new TestClient(app.url);
    clients.push(client);
    return client;
  };
  const start = async (config = {}): Promise<void> => {
    app = await startService({ catalogue: scripted({ recognizer }), config });
  };

  beforeEach(() => {
    clients = [];
    go = new Deferred();
    recognizer = new ScriptedRecognizer(async ({ pcm }) => {
      await go.promise;
      return `fragment ${pcm[0]}`;
    });
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    await app.close();
  });

  it('keeps working without its connection and sends the replies when it is back', async () => {
    await start();
    const first = connect();
    const { sessionId } = await first.open();
    for (const sequence of [1, 2]) first.send(STS_EVENTS.fragmentData, fragment(sequence));
    await first.next(STS_EVENTS.fragmentAck, FragmentAck);
    await first.next(STS_EVENTS.fragmentAck, FragmentAck);
    first.close();
    go.resolve();

    const second = connect();
    const ready = await second.open({ sessionId });
    expect(ready).to.deep.include({ sessionId, resumed: true, lastSequence: 2 });
    expect((await second.reply()).transcript?.text).to.equal('fragment 1');
    expect((await second.reply()).transcript?.text).to.equal('fragment 2');
    second.send(STS_EVENTS.fragmentData, fragment(3));
    expect((await second.reply()).sequence).to.equal(3);
  });

  it('sends a kept reply again and never works on a fragment twice', async () => {
    await start();
    go.resolve();
    const first = connect();
    const { sessionId } = await first.open();
    first.send(STS_EVENTS.fragmentData, fragment(1));
    const reply = await first.reply();
    first.close();

    const second = connect();
    await second.open({ sessionId });
    second.send(STS_EVENTS.fragmentData, fragment(1));
    expect(await second.reply()).to.deep.equal(reply);
    expect(recognizer.requests.length).to.equal(1);
    second.send(STS_EVENTS.fragmentData, fragment(1, { fragmentId: 'another' }));
    expect(await second.refusal()).to.deep.include({
      code: 'SEQUENCE_INVALID',
      field: 'sequence',
      fragmentId: 'another',
    });
    second.send(STS_EVENTS.end);
    const complete = await second.next(STS_EVENTS.complete, StreamComplete);
    expect(complete.fragmentsReceived).to.equal(1);
  });

  it('acknowledges a fragment that is still in flight without starting it again', async () => {
    await start();
    const client = connect();
    await client.open();
    client.send(STS_EVENTS.fragmentData, fragment(1));
    client.send(STS_EVENTS.fragmentData, fragment(1));
    await client.next(STS_EVENTS.fragmentAck, FragmentAck);
    expect((await client.next(STS_EVENTS.fragmentAck, FragmentAck)).inFlight).to.equal(1);
    go.resolve();
    await client.reply();
    expect(recognizer.requests.length).to.equal(1);
  });

  it('moves to the new connection while the old one still seems alive', async () => {
    await start();
    const first = connect();
    const { sessionId } = await first.open();
    first.send(STS_EVENTS.fragmentData, fragment(1));
    await first.next(STS_EVENTS.fragmentAck, FragmentAck);
    const second = connect();
    expect((await second.open({ sessionId })).resumed).to.equal(true);
    await first.nextRaw('disconnect');
    go.resolve();
    expect((await second.reply()).sequence).to.equal(1);
  });

  it('opens a new session, and says so, when the old one is gone', async () => {
    await start();
    const client = connect();
    const ready = await client.open({ sessionId: 'long-gone' });
    expect(ready.resumed).to.equal(false);
    expect(ready.sessionId).not.to.equal('long-gone');
  });

  it('refuses to resume a session as another stream', async () => {
    await start();
    const first = connect();
    const { sessionId } = await first.open();
    const second = connect();
    second.send(STS_EVENTS.init, { ...init, sessionId, streamId: 'sport' });
    expect(await second.refusal()).to.deep.include({ code: 'SESSION_MISMATCH', field: 'streamId' });
    go.resolve();
    first.send(STS_EVENTS.fragmentData, fragment(1));
    expect((await first.reply()).status).to.equal('ok');
  });

  it('forgets a session whose connection does not come back, and stops its work', async () => {
    const stopped = new Deferred<void>();
    recognizer = new ScriptedRecognizer(({ signal }) => {
      signal.addEventListener('abort', () => {
        stopped.resolve();
      });
      return new Promise<string>(() => {});
    });
    await start({ resumeWindowMs: 20, maxSessions: 1 });
    const first = connect();
    const { sessionId } = await first.open();
    first.send(STS_EVENTS.fragmentData, fragment(1));
    await first.next(STS_EVENTS.fragmentAck, FragmentAck);
    first.close();
    await stopped.promise;
    // There is room for one session only: the old one has given it back.
    expect((await connect().open({ sessionId })).resumed).to.equal(false);
  });

  it('ends a session whose client is silent for too long', async () => {
    await start({ idleTimeoutMs: 20 });
    const client = connect();
    await client.open();
    expect((await client.refusal()).code).to.equal('SESSION_EXPIRED');
    await client.next(STS_EVENTS.complete, StreamComplete);
  });
});
