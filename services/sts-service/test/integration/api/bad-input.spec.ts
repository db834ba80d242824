import { expect } from 'chai';
import { STS_EVENTS } from '@dubbing/contracts';
import { io } from 'socket.io-client';
import type { App } from '../../../src/app.js';
import { stsError } from '../../../src/errors.js';
import { TestClient, fragment, init } from '../../support/client.js';
import { scripted, startService } from '../../support/service.js';

describe('bad input over Socket.IO', () => {
  let app: App;
  let client: TestClient;

  const begin = async (options: Parameters<typeof startService>[0] = {}): Promise<void> => {
    app = await startService(options);
    client = new TestClient(app.url);
  };
  const refusedInit = (changes: Record<string, unknown>): Promise<object> => {
    client.send(STS_EVENTS.init, { ...init, ...changes });
    return client.refusal();
  };

  afterEach(async () => {
    client.close();
    await app.close();
  });

  it('names the field of an init that cannot be served, and takes a good one afterwards', async () => {
    await begin();
    const wrong: [Record<string, unknown>, string, string][] = [
      [{ sourceLanguage: 'fr' }, 'LANGUAGE_UNSUPPORTED', 'sourceLanguage'],
      [{ targetLanguages: ['es', 'xx'] }, 'LANGUAGE_UNSUPPORTED', 'targetLanguages.1'],
      [{ sourceLanguage: 'English' }, 'CONTRACT_INVALID', 'sourceLanguage'],
      [{ targetLanguages: [] }, 'CONTRACT_INVALID', 'targetLanguages'],
      [{ audio: { ...init.audio, encoding: 'opus' } }, 'CONTRACT_INVALID', 'audio.encoding'],
      [{ audio: { ...init.audio, sampleRateHz: 96_000 } }, 'CONTRACT_INVALID', 'audio.sampleRateHz'],
      [{ replyAudio: { ...init.replyAudio, channels: 6 } }, 'CONTRACT_INVALID', 'replyAudio.channels'],
      [{ protocol: { min: '2.0', max: '3.1' } }, 'PROTOCOL_UNSUPPORTED', 'protocol'],
      [{ engines: { tts: 'festival' } }, 'ENGINE_UNKNOWN', 'engines.tts'],
      [{ streamId: '../etc' }, 'CONTRACT_INVALID', 'streamId'],
    ];
    for (const [changes, code, field] of wrong) {
      expect(await refusedInit(changes), JSON.stringify(changes)).to.deep.include({ code, field });
    }
    expect((await client.open()).resumed).to.equal(false);
  });

  it('tells a client of another time which versions there are, whatever else that client writes', async () => {
    await begin();
    client.send(STS_EVENTS.init, { protocol: { min: '2.0', max: '3.1' }, sound: 'opus' });
    expect(await client.refusal()).to.deep.include({ code: 'PROTOCOL_UNSUPPORTED', field: 'protocol' });
    for (const payload of [undefined, null, 'text', { protocol: 'x' }, { protocol: { min: '3.0', max: '2.0' } }]) {
      client.send(STS_EVENTS.init, payload);
      expect((await client.refusal()).code).to.equal('CONTRACT_INVALID');
    }
  });

  it('names the target language that is spoken but not translated into', async () => {
    const base = scripted();
    const [offer] = base.translators;
    const onlySpanish = {
      ...base,
      translators: [{ ...offer!, engine: Object.assign(offer!.engine, { pairs: ['en-es'] }) }],
    };
    await begin({ catalogue: onlySpanish });
    expect(await refusedInit({})).to.deep.include({ code: 'LANGUAGE_PAIR_UNSUPPORTED', field: 'targetLanguages.1' });
  });

  it('says which system package is missing', async () => {
    const error = stsError('SYSTEM_PACKAGE_MISSING', 'espeak-ng is not installed', { source: 'espeak-ng' });
    await begin({
      catalogue: {
        ...scripted(),
        synthesizers: [],
        faults: [{ stage: 'tts', family: 'builtin', engine: 'espeak-ng', error }],
      },
    });
    expect(await refusedInit({})).to.deep.include({ code: 'SYSTEM_PACKAGE_MISSING', source: 'espeak-ng' });
    const ready = await fetch(`${app.url}/health/ready`);
    expect(ready.status).to.equal(503);
    expect(((await ready.json()) as { error: object }).error).to.deep.include({ code: 'SYSTEM_PACKAGE_MISSING' });
    expect((await fetch(`${app.url}/health/live`)).status).to.equal(200);
  });

  it('refuses fragments that are wrong, names the field, and goes on', async () => {
    await begin();
    client.send(STS_EVENTS.fragmentData, fragment(1));
    expect(await client.refusal()).to.deep.include({ code: 'SESSION_REQUIRED', fragmentId: 'f1' });
    await client.open();
    const wrong: [Record<string, unknown>, string, string][] = [
      [{ pcm: Buffer.alloc(31_000) }, 'PCM_LENGTH_WRONG', 'pcm'],
      [{ pcm: Buffer.alloc(31_999) }, 'PCM_LENGTH_WRONG', 'pcm'],
      [{ pcm: Buffer.alloc(0) }, 'PCM_LENGTH_WRONG', 'pcm'],
      [{ pcm: Buffer.alloc(600_000) }, 'FRAGMENT_TOO_LARGE', 'pcm'],
      [{ pcm: 'AAAA' }, 'CONTRACT_INVALID', 'pcm'],
      [{ durationMs: -1 }, 'CONTRACT_INVALID', 'durationMs'],
      [{ startPtsNs: 5 }, 'CONTRACT_INVALID', 'startPtsNs'],
      [{ slot: { targetMs: 1000, maxMs: 10 } }, 'CONTRACT_INVALID', 'slot.maxMs'],
      [{ deadlineMs: 0 }, 'CONTRACT_INVALID', 'deadlineMs'],
      [{ sequence: -1 }, 'CONTRACT_INVALID', 'sequence'],
    ];
    for (const [changes, code, field] of wrong) {
      client.send(STS_EVENTS.fragmentData, fragment(1, changes));
      const refusal = await client.refusal();
      expect(refusal, JSON.stringify(changes).slice(0, 100)).to.deep.include({ code, field, fragmentId: 'f1' });
    }
    client.send(STS_EVENTS.fragmentData, fragment(1));
    expect((await client.reply()).status).to.equal('ok');
  });

  it('refuses a fragment that lasts too long', async () => {
    await begin({ config: { maxFragmentMs: 900 } });
    await client.open();
    client.send(STS_EVENTS.fragmentData, fragment(1));
    expect((await client.refusal()).code).to.equal('FRAGMENT_TOO_LARGE');
  });

  it('names an unknown event and keeps the connection', async () => {
    await begin();
    await client.open();
    for (const event of ['fragment:date', 'constructor', '__proto__', '', 'e'.repeat(5000)]) {
      client.socket.emit(event, { a: 1 });
      const refusal = await client.refusal();
      expect(refusal).to.deep.include({ code: 'UNKNOWN_EVENT', field: 'event' });
      expect(refusal.message).to.contain(event.slice(0, 128));
      expect(refusal.message.length).to.be.below(200);
    }
    for (const payload of [undefined, null, 7, 'text', [], Buffer.from('x')]) {
      client.socket.emit(STS_EVENTS.fragmentData, payload);
      expect((await client.refusal()).code).to.equal('CONTRACT_INVALID');
    }
    client.send(STS_EVENTS.fragmentData, fragment(1));
    expect((await client.reply()).status).to.equal('ok');
  });

  it('knows no event of its own when a client sends it, whatever comes with it', async () => {
    await begin();
    await client.open();
    const { ready, fragmentAck, fragmentPartial, fragmentProcessed, complete, backpressure, error } = STS_EVENTS;
    const payloads = [
      [],
      [undefined],
      [null],
      [7],
      ['text'],
      [[]],
      [Buffer.from('x')],
      [{ pcm: Buffer.alloc(9) }, 'more'],
    ];
    for (const event of [ready, fragmentAck, fragmentPartial, fragmentProcessed, complete, backpressure, error]) {
      for (const payload of payloads) {
        client.socket.emit(event, ...payload);
        const refusal = await client.refusal();
        expect(refusal, event).to.deep.include({ code: 'UNKNOWN_EVENT', field: 'event' });
        expect(refusal).not.to.have.property('fragmentId');
      }
    }
    client.send(STS_EVENTS.fragmentData, fragment(1));
    expect((await client.reply()).status).to.equal('ok');
  });

  it('answers an event whose name is a number, and drops the connection of what is no packet, but no other', async () => {
    await begin();
    await client.open();
    client.socket.io.engine.write('2[5,{"a":1}]');
    expect(await client.refusal()).to.deep.include({ code: 'UNKNOWN_EVENT', message: 'there is no event "5"' });
    const noPackets = ['2[]', '2{}', '2["disconnect"]', '9', '51-["fragment:data",{"pcm":9}]', '2[', Buffer.from('x')];
    for (const packet of noPackets) {
      const other = new TestClient(app.url);
      await other.open();
      other.socket.io.engine.write(packet);
      if (typeof packet === 'string' && packet.startsWith('51-')) other.socket.io.engine.write('2["stream:pause"]');
      await other.nextRaw('disconnect');
    }
    client.send(STS_EVENTS.fragmentData, fragment(1));
    expect((await client.reply()).status).to.equal('ok');
  });

  it('passes over fields that it does not know, also in what is nested', async () => {
    await begin();
    const later = { later: { deep: [1] } };
    const protocol = { ...init.protocol, ...later };
    const audio = { ...init.audio, ...later };
    expect((await client.open({ protocol, audio, ...later })).resumed).to.equal(false);
    const slot = { targetMs: 1000, maxMs: 1200, ...later };
    client.send(STS_EVENTS.fragmentData, fragment(1, { slot, ...later }));
    expect((await client.reply()).status).to.equal('ok');
  });

  it('drops the connection of a message that is larger than any could be, and no other', async () => {
    await begin({ config: { maxFragmentMs: 1000 } });
    await client.open();
    const other = new TestClient(app.url);
    await other.open();
    other.send(STS_EVENTS.fragmentData, fragment(1, { pcm: Buffer.alloc(2_000_000) }));
    await other.nextRaw('disconnect');
    client.send(STS_EVENTS.fragmentData, fragment(1));
    expect((await client.reply()).status).to.equal('ok');
  });

  it('refuses sessions beyond the limit', async () => {
    await begin({ config: { maxSessions: 1 } });
    await client.open();
    const other = new TestClient(app.url);
    other.send(STS_EVENTS.init, init);
    expect(await other.refusal()).to.deep.include({ code: 'SESSION_LIMIT', retryable: true });
    other.close();
  });

  it('refuses pages of other origins and long polling', async () => {
    await begin();
    const path = { path: '/sts/socket.io', reconnection: false, forceNew: true };
    const foreign = io(app.url, {
      ...path,
      transports: ['websocket'],
      extraHeaders: { origin: 'https://evil.example' },
    });
    const polling = io(app.url, { ...path, transports: ['polling'] });
    for (const socket of [foreign, polling]) {
      await new Promise((resolve) => socket.once('connect_error', resolve));
      socket.disconnect();
    }
  });
});
