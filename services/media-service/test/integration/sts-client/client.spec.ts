import { silentLogger, type DubbingError } from '@dubbing/common';
import { mostTargetLanguages, serialize, type FragmentProcessed } from '@dubbing/contracts';
import { expect } from 'chai';
import { EventEmitter, once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Fragment } from '../../../src/media/fragment.js';
import { StsClient } from '../../../src/sts-client/client.js';
import type { StsClientOptions } from '../../../src/sts-client/options.js';
import { speechFragment } from '../../support/fragments.js';
import { startScriptedSts, type ScriptedBehaviour, type ScriptedSts } from '../../support/scripted-sts.js';

/** Collects what a client says and lets a test wait for it. */
class Listener {
  readonly replies: [Fragment, FragmentProcessed][] = [];
  readonly fallbacks: [string, string, string | undefined][] = [];
  readonly states: string[] = [];
  readonly fatal: DubbingError[] = [];
  readonly #changes = new EventEmitter();
  readonly options = {
    onReply: (fragment: Fragment, reply: FragmentProcessed) => this.#note(this.replies, [fragment, reply] as const),
    onFallback: (fragment: Fragment, reason: string, error?: DubbingError) =>
      this.#note(this.fallbacks, [fragment.fragmentId, reason, error?.code] as const),
    onState: (state: string) => this.#note(this.states, state),
    onFatal: (error: DubbingError) => this.#note(this.fatal, error),
    onReady: () => this.#changes.emit('change'),
  };

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.#changes, 'change');
  }

  #note(list: unknown[], value: unknown): void {
    list.push(value);
    this.#changes.emit('change');
  }
}

const fragments = (from: number, count: number): Fragment[] =>
  Array.from({ length: count }, (_, i) => speechFragment(from + i, (from + i) * 3000, (from + i + 1) * 3000));

describe('StsClient', function () {
  this.timeout(20_000);
  let server: ScriptedSts;
  let client: StsClient;
  let heard: Listener;

  async function begin(behaviour: ScriptedBehaviour = {}, options: Partial<StsClientOptions> = {}): Promise<void> {
    server = await startScriptedSts({ behaviour });
    heard = new Listener();
    client = new StsClient({
      url: server.url,
      streamId: 'test',
      sourceLanguage: 'en',
      targetLanguages: ['es', 'ca'],
      logger: silentLogger,
      remainingMs: () => 10_000,
      reconnect: { initialMs: 10, maxMs: 20 },
      closeTimeoutMs: 1000,
      ...heard.options,
      ...options,
    });
    client.start();
  }

  afterEach(async () => {
    await client.close();
    await server.close();
  });

  it('brings every fragment back with its dubs, in order', async () => {
    await begin();
    const sent = fragments(0, 6);
    sent.forEach((fragment) => client.submit(fragment));
    await client.drain();
    expect(heard.replies.map(([fragment]) => fragment)).to.deep.equal(sent);
    const [, reply] = heard.replies[0]!;
    expect(reply.dubs.map(({ language, durationMs, audio }) => [language, durationMs, audio?.length])).to.deep.equal([
      ['es', 2700, 2700 * 96],
      ['ca', 2700, 2700 * 96],
    ]);
    expect(server.fragments.map(({ sequence }) => sequence)).to.deep.equal([0, 1, 2, 3, 4, 5]);
    expect(server.fragments[0]).to.deep.include({
      startPtsNs: '0',
      endPtsNs: '3000000000',
      durationMs: 3000,
      slot: { targetMs: 3000, maxMs: 3400 },
    });
    expect(server.fragments[0]!.pcm.length).to.equal(3000 * 32);
    expect(client.stats).to.include({ sent: 6, replied: 6, malformed: 0, reconnects: 0 });
    expect(client.ready?.engines.map(({ name }) => name)).to.deep.equal(['scripted']);
  });

  it('hears as many languages in one reply as the contract allows', async () => {
    const targetLanguages = Array.from({ length: mostTargetLanguages }, (_, n) => `l${String.fromCharCode(97 + n)}`);
    await begin({}, { targetLanguages });
    client.submit(speechFragment(0, 0, 500));
    await client.drain();
    const [, reply] = heard.replies[0] ?? [];
    const spoken = reply?.dubs.filter(({ audio }) => audio?.length === 450 * 96);
    expect(spoken?.map(({ language }) => language)).to.deep.equal(targetLanguages);
    expect(client.stats.reconnects).to.equal(0);
  });

  it('tells the server how long a reply is of use', async () => {
    await begin({}, { remainingMs: () => 4321, marginMs: 300 });
    client.submit(speechFragment(0, 0, 1000));
    await client.drain();
    expect(server.fragments[0]!.deadlineMs).to.be.within(3900, 4021);
  });

  it('has no more under way than it and the server allow', async () => {
    await begin({ maxInFlight: 2, plan: () => ({ kind: 'silent' }) }, { maxWaiting: 2 });
    fragments(0, 5).forEach((fragment) => client.submit(fragment));
    await server.until(() => server.fragments.length === 2);
    expect(heard.fallbacks.map(([id, reason]) => [id, reason])).to.deep.equal([
      ['f0', 'overload'],
      ['f1', 'overload'],
      ['f2', 'overload'],
    ]);
    expect(client.stats.sent).to.equal(2);
  });

  it('falls back when the release is about to reach the place of a dub', async () => {
    let remainingMs = 1000;
    await begin({ plan: () => ({ kind: 'silent' }) }, { remainingMs: () => remainingMs });
    client.submit(speechFragment(0, 0, 1000));
    await server.until(() => server.fragments.length === 1);
    remainingMs = 99;
    await client.drain();
    expect(heard.fallbacks).to.deep.equal([['f0', 'late', undefined]]);
  });

  it('counts a reply that comes after all, and by how much it was late', async () => {
    const remainingMs = (): number => (server.fragments.length === 0 ? 105 : 20);
    await begin({ plan: () => ({ kind: 'reply', delayMs: 300 }) }, { remainingMs });
    client.submit(speechFragment(0, 0, 1000));
    await client.drain();
    while (client.stats.lateReplies === 0) await nextTurn();
    expect(client.stats).to.include({ replied: 0, lateReplies: 1, duplicates: 0, minSlackMs: -80 });
    expect(heard.replies).to.deep.equal([]);
  });

  it('does not give up while the source stands still', async () => {
    const standing = 150;
    await begin({ plan: () => ({ kind: 'reply', delayMs: 400 }) }, { remainingMs: () => standing });
    client.submit(speechFragment(0, 0, 1000));
    await client.drain();
    expect(heard.replies).to.have.lengthOf(1);
  });

  it('tells failed, refused and malformed replies apart, and takes a reply once', async () => {
    const kinds = ['fail', 'refuse', 'malformed', 'twice', 'empty'] as const;
    await begin({ plan: (_, index) => ({ kind: kinds[index]! }) }, { breaker: { failures: 10 } });
    fragments(0, 5).forEach((fragment) => client.submit(fragment));
    await client.drain();
    expect(heard.fallbacks).to.deep.equal([
      ['f0', 'failed', 'ENGINE_CRASHED'],
      ['f1', 'failed', 'FRAGMENT_TOO_LARGE'],
      ['f2', 'malformed', 'CONTRACT_INVALID'],
    ]);
    expect(heard.replies.map(([{ fragmentId }, { status }]) => [fragmentId, status])).to.deep.equal([
      ['f3', 'ok'],
      ['f4', 'empty'],
    ]);
    expect(client.stats).to.include({ malformed: 1, duplicates: 1 });
  });

  it('leaves a failing server alone for a while, then tries one fragment', async () => {
    let healthy = false;
    await begin({ plan: () => ({ kind: healthy ? 'reply' : 'fail' }) }, { breaker: { failures: 2, openMs: 5000 } });
    let next = 0;
    const submitNext = async (): Promise<void> => {
      client.submit(fragments(next++, 1)[0]!);
      await client.drain();
    };
    await submitNext();
    await submitNext();
    expect(client.state).to.equal('open-breaker');
    healthy = true;
    while (heard.replies.length === 0) {
      await submitNext();
      await nextTurn();
    }
    expect(client.state).to.equal('connected');
    await submitNext();
    expect(heard.fallbacks.slice(0, 3).map(([, reason]) => reason)).to.deep.equal(['failed', 'failed', 'breaker-open']);
    expect(heard.replies).to.have.lengthOf(2);
    expect(heard.states).to.deep.equal(['connecting', 'connected', 'open-breaker', 'connected']);
  });

  it('resumes its session after a broken connection, without losing or repeating a fragment', async () => {
    await begin({ plan: () => ({ kind: 'reply', delayMs: 30 }) });
    const sent = fragments(0, 8);
    for (const fragment of sent.slice(0, 4)) client.submit(fragment);
    await server.until(() => server.fragments.length >= 2);
    server.dropConnections();
    for (const fragment of sent.slice(4)) client.submit(fragment);
    await client.drain();
    expect(server.opened.resumed).to.equal(1);
    expect(heard.replies.map(([{ fragmentId }]) => fragmentId).sort()).to.deep.equal(
      sent.map(({ fragmentId }) => fragmentId),
    );
    expect(heard.fallbacks).to.deep.equal([]);
    expect(client.stats.reconnects).to.equal(1);
  });

  it('opens a new session at a server that was started again, and asks it for the same', async () => {
    const wishes = {
      engines: { tts: 'onnx' },
      glossary: [{ term: 'Camp Nou' }],
      voices: [{ language: 'es', voice: 'ef_dora' }],
    };
    await begin({ plan: () => ({ kind: 'silent' }) }, wishes);
    const [first, second] = fragments(0, 2);
    client.submit(first!);
    await server.until(() => server.fragments.length === 1);
    expect(serialize(server.inits[0] ?? {})).to.deep.include(wishes);
    const { port } = server;
    await server.close();
    await heard.until(() => client.state === 'connecting');
    server = await startScriptedSts({ port });
    await heard.until(() => client.state === 'connected');
    client.submit(second!);
    await client.drain();
    expect(heard.replies.map(([{ fragmentId }]) => fragmentId)).to.deep.equal(['f0', 'f1']);
    expect(server.fragments.map(({ sequence }) => sequence)).to.deep.equal([0, 1]);
    expect(server.opened).to.deep.equal({ sessions: 1, resumed: 0 });
    expect(serialize(server.inits[0] ?? {})).to.deep.include(wishes);
  });

  it('lets the programme go on while the server is down from the start', async () => {
    let remainingMs = 400;
    await begin({}, { remainingMs: () => remainingMs });
    const { port } = server;
    await server.close();
    await client.close();
    heard = new Listener();
    client = new StsClient({
      url: `http://127.0.0.1:${port}`,
      streamId: 'test',
      sourceLanguage: 'en',
      targetLanguages: ['es'],
      logger: silentLogger,
      remainingMs: () => (remainingMs -= 100),
      reconnect: { initialMs: 5, maxMs: 10 },
      ...heard.options,
    });
    client.start();
    client.submit(speechFragment(0, 0, 1000));
    await client.drain();
    expect(heard.fallbacks).to.deep.equal([['f0', 'unavailable', undefined]]);
    expect(client.state).to.equal('connecting');
    remainingMs = 1e9;
    server = await startScriptedSts({ port });
    client.submit(speechFragment(1, 1000, 2000));
    await client.drain();
    expect(heard.replies).to.have.lengthOf(1);
  });

  it('is off for good when the server refuses the stream', async () => {
    const refusal = {
      code: 'LANGUAGE_UNSUPPORTED',
      message: 'no such language',
      field: 'targetLanguages',
      retryable: false,
    };
    await begin({ refusal });
    client.submit(speechFragment(0, 0, 1000));
    await heard.until(() => heard.fatal.length > 0);
    expect(heard.fatal[0]).to.include({ code: 'LANGUAGE_UNSUPPORTED', field: 'targetLanguages' });
    expect(client.state).to.equal('off');
    client.submit(speechFragment(1, 1000, 2000));
    expect(heard.fallbacks.map(([id, reason]) => [id, reason])).to.deep.equal([
      ['f0', 'refused'],
      ['f1', 'refused'],
    ]);
    expect(server.events).to.deep.equal(['stream:init']);
  });

  it('tries again where the refusal is not for good, or no answer comes', async () => {
    await begin({ refusal: { code: 'SESSION_LIMIT', message: 'full', retryable: true } }, { readyTimeoutMs: 200 });
    await server.until(() => server.events.length === 2);
    server.behaviour = { neverReady: true };
    await server.until(() => server.events.length === 4);
    server.behaviour = {};
    await heard.until(() => client.state === 'connected');
    expect(heard.fatal).to.deep.equal([]);
  });

  it('opens the session again when the server ended it', async () => {
    await begin();
    await heard.until(() => client.state === 'connected');
    server.emit('stream:complete', { fragmentsReceived: 0, fragmentsProcessed: 0, fragmentsFailed: 0 });
    await server.until(() => server.opened.sessions === 2);
    client.submit(speechFragment(0, 0, 1000));
    await client.drain();
    expect(heard.replies).to.have.lengthOf(1);
  });

  it('heeds back-pressure', async () => {
    await begin({ plan: () => ({ kind: 'reply', delayMs: 20 }) });
    await heard.until(() => client.state === 'connected');
    server.emit('backpressure', { level: 'hard', inFlight: 0, recommendedMaxInFlight: 1, recommendedFragmentMs: 4000 });
    client.submit(speechFragment(0, 0, 1000));
    await client.drain();
    fragments(1, 3).forEach((fragment) => client.submit(fragment));
    expect(client.stats.sent).to.equal(2);
    await client.drain();
    expect(heard.replies).to.have.lengthOf(4);
  });

  it('tells of a lost source once nothing is under way, and of its return', async () => {
    await begin({ plan: () => ({ kind: 'reply', delayMs: 50 }) });
    await heard.until(() => client.state === 'connected');
    client.submit(speechFragment(0, 0, 1000));
    client.pause('the source is lost');
    await server.until(() => server.events.includes('stream:pause'));
    expect(heard.replies).to.have.lengthOf(1);
    client.submit(speechFragment(1, 1000, 2000));
    await client.drain();
    expect(server.events).to.deep.equal(['stream:init', 'stream:pause', 'stream:resume']);
  });

  it('tells of the return of a source that came back while there was no connection', async () => {
    await begin();
    await heard.until(() => client.state === 'connected');
    client.pause('the source is lost');
    await server.until(() => server.events.includes('stream:pause'));
    server.dropConnections();
    await heard.until(() => client.state === 'connecting');
    client.submit(speechFragment(0, 0, 1000));
    await client.drain();
    expect(server.opened.resumed).to.equal(1);
    expect(server.events).to.deep.equal(['stream:init', 'stream:pause', 'stream:init', 'stream:resume']);
    expect(heard.replies).to.have.lengthOf(1);
  });

  it('ends the session on close, and lets go of what does not come', async () => {
    await begin({ plan: () => ({ kind: 'silent' }) }, { maxInFlight: 1 });
    await heard.until(() => client.state === 'connected');
    fragments(0, 2).forEach((fragment) => client.submit(fragment));
    await server.until(() => server.fragments.length === 1);
    await Promise.all([client.close(), client.close()]);
    expect(server.events).to.deep.equal(['stream:init', 'stream:end']);
    expect(heard.fallbacks.map(([id, reason]) => [id, reason])).to.have.deep.members([
      ['f0', 'closed'],
      ['f1', 'closed'],
    ]);
    client.submit(speechFragment(2, 6000, 9000));
    expect(heard.fallbacks).to.have.lengthOf(3);
    expect(heard.states.at(-1)).to.equal('off');
  });

  it('does not take a stream without a target language', () => {
    return begin().then(() => {
      expect(
        () =>
          new StsClient({
            ...heard.options,
            url: server.url,
            streamId: 'x',
            sourceLanguage: 'en',
            targetLanguages: [],
            logger: silentLogger,
            remainingMs: () => 1,
          }),
      ).to.throw('targetLanguages');
    });
  });
});
