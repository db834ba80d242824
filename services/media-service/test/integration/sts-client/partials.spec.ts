import { createLogger } from '@dubbing/common';
import { STS_EVENTS, type FragmentProcessed } from '@dubbing/contracts';
import { expect } from 'chai';
import { StsClient } from '../../../src/sts-client/client.js';
import { speechFragment } from '../../support/fragments.js';
import { startScriptedSts, type ScriptedBehaviour, type ScriptedSts } from '../../support/scripted-sts.js';
import { until } from '../../support/until.js';

describe('The growing transcript of StsClient', function () {
  this.timeout(20_000);
  let server: ScriptedSts;
  let client: StsClient;
  let heard: string[];
  let log: string[];

  async function begin(behaviour: ScriptedBehaviour = {}): Promise<void> {
    server = await startScriptedSts({ behaviour });
    heard = [];
    log = [];
    const logger = createLogger({ service: 'test', level: 'info', write: (line) => log.push(line) });
    client = new StsClient({
      url: server.url,
      streamId: 'test',
      sourceLanguage: 'en',
      targetLanguages: ['es'],
      logger,
      remainingMs: () => 10_000,
      reconnect: { initialMs: 10, maxMs: 20 },
      closeTimeoutMs: 1000,
      onTranscript: ({ fragmentId }, { text, isFinal }) => heard.push(`${fragmentId} ${text}${isFinal ? '.' : ''}`),
      onReply: ({ fragmentId }, { status }: FragmentProcessed) => heard.push(`${fragmentId} is ${status}`),
      onFallback: ({ fragmentId }, reason) => heard.push(`${fragmentId} is ${reason}`),
      onFatal: ({ code, message }) => heard.push(`${code}: ${message}`),
    });
    client.start();
    await until(() => client.state === 'connected' || client.state === 'off');
  }

  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const submit = async (index: number): Promise<void> => {
    client.submit(speechFragment(index, index * 3000, (index + 1) * 3000));
    await client.drain();
  };

  it('comes ahead of the answer where the server has it', async () => {
    await begin({ plan: () => ({ kind: 'reply', partials: ['good', 'good evening'] }) });
    await submit(0);
    expect(server.inits[0]).to.deep.include({ features: ['partials'], protocol: { min: '1.0', max: '1.1' } });
    expect(heard).to.deep.equal(['f0 good', 'f0 good evening.', 'f0 good evening.', 'f0 is ok']);
    expect(client.stats).to.include({ partials: 2, partialsIgnored: 0 });
  });

  it('is there even where the fragment fails', async () => {
    await begin({ plan: () => ({ kind: 'fail', partials: ['good', 'good evening'] }) });
    await submit(0);
    expect(heard).to.deep.equal(['f0 good', 'f0 good evening.', 'f0 is failed']);
  });

  it('is the answer’s alone where the server is older, or does not grant it', async () => {
    await begin({
      protocols: { min: '1.0', max: '1.0' },
      plan: () => ({ kind: 'reply', partials: ['good', 'good evening'] }),
    });
    expect(client.ready).to.include({ protocol: '1.0' });
    expect(client.ready?.features).to.equal(undefined);
    await submit(0);
    expect(heard).to.deep.equal(['f0 good evening.', 'f0 is ok']);
    expect(client.stats).to.include({ replied: 1, partials: 0, malformed: 0, unknownEvents: 0 });
  });

  it('is not listened to where it was not agreed', async () => {
    await begin({
      protocols: { min: '1.0', max: '1.0' },
      plan: () => ({ kind: 'reply', delayMs: 100, text: 'hello' }),
    });
    client.submit(speechFragment(0, 0, 3000));
    await server.until(() => server.fragments.length === 1);
    const transcript = { language: 'en', text: 'unasked' };
    server.emit(STS_EVENTS.fragmentPartial, { fragmentId: 'f0', sequence: 0, revision: 1, isFinal: true, transcript });
    await client.drain();
    expect(heard).to.deep.equal(['f0 hello.', 'f0 is ok']);
    expect(client.stats).to.include({ partials: 0, partialsIgnored: 1 });
  });

  it('may break the contract without harm to its fragment, and the log is not filled with it', async () => {
    await begin({ plan: () => ({ kind: 'reply', delayMs: 100, text: 'hello' }) });
    client.submit(speechFragment(0, 0, 3000));
    await server.until(() => server.fragments.length === 1);
    const transcript = { language: 'en', text: 'x' };
    for (const wrong of [
      { fragmentId: 'f0', sequence: 0, revision: 0, isFinal: false, transcript },
      { fragmentId: 'f0', sequence: 0, revision: 1, isFinal: 'no', transcript },
      { fragmentId: 'f0', sequence: 0, revision: 1, isFinal: true },
      { fragmentId: 'f0' },
      [],
    ]) {
      server.emit(STS_EVENTS.fragmentPartial, wrong);
    }
    await client.drain();
    expect(heard).to.deep.equal(['f0 hello.', 'f0 is ok']);
    expect(client.stats).to.include({ replied: 1, malformed: 0, partialsMalformed: 5 });
    expect(log.filter((line) => line.includes('breaks the contract'))).to.have.lengthOf(1);
  });

  it('leaves out events of a newer server, each told once', async () => {
    await begin();
    for (let index = 0; index < 3; index++) server.emit('fragment:mood', { fragmentId: 'f0', mood: 'merry' });
    for (let index = 0; index < 40; index++) server.emit(`novelty:${index}`, {});
    await submit(0);
    expect(heard).to.deep.equal(['f0 fragment 0.', 'f0 is ok']);
    expect(client.stats).to.include({ unknownEvents: 43, malformed: 0 });
    const told = log.filter((line) => line.includes('not known here'));
    expect(told.filter((line) => line.includes('fragment:mood'))).to.have.lengthOf(1);
    expect(told).to.have.lengthOf(16);
  });

  it('does not begin where the two share no version: the error tells what each speaks', async () => {
    await begin({ protocols: { min: '2.0', max: '2.3' } });
    expect(heard).to.deep.equal([
      'PROTOCOL_UNSUPPORTED: media-service speaks protocol 1.0 to 1.1, speech-to-speech speaks 2.0 to 2.3',
    ]);
  });

  it('does not begin where the server opens the session in a version that it was not offered', async () => {
    await begin({ insistsOn: '1.2' });
    expect(heard).to.deep.equal([
      'PROTOCOL_UNSUPPORTED: media-service speaks protocol 1.0 to 1.1, speech-to-speech speaks 1.2 to 1.2',
    ]);
    expect(client.ready).to.equal(undefined);
  });
});
