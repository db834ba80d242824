import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Deferred, silentLogger } from '@dubbing/common';
import { FragmentAck, STS_EVENTS, StreamComplete } from '@dubbing/contracts';
import { startApp, type App } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import type { EngineSource } from '../../src/engine-room.js';
import { stsError } from '../../src/errors.js';
import { ScriptedRecognizer } from '../../src/pipeline/testing/fakes.js';
import { TestClient, fragment, init } from '../support/client.js';
import { rejection } from '../support/rejection.js';
import { keptLogger, scripted, startService } from '../support/service.js';

const config = { ...loadConfig(undefined, {}), port: 0 };
const ready = async (app: App): Promise<[number, string | undefined]> => {
  const response = await fetch(`${app.url}/health/ready`);
  return [response.status, ((await response.json()) as { error?: { code: string } }).error?.code];
};

describe('the service', () => {
  it('listens before its engines are loaded, and says that it is not ready', async () => {
    const engines = new Deferred<EngineSource>();
    const app = await startApp({ config, logger: silentLogger, startEngines: () => engines.promise });
    expect(await ready(app)).to.deep.equal([503, 'ENGINE_LOADING']);
    const client = new TestClient(app.url);
    client.send(STS_EVENTS.init, init);
    expect(await client.refusal()).to.deep.include({ code: 'ENGINE_LOADING', retryable: true });
    const catalogue = scripted();
    engines.resolve({ catalogue: () => catalogue, close: () => Promise.resolve() });
    await app.loaded;
    expect(await ready(app)).to.deep.equal([200, undefined]);
    await client.open();
    client.close();
    await app.close();
  });

  it('stays alive when its engines do not start, and says why', async () => {
    const { logger, lines } = keptLogger();
    const error = stsError('SYSTEM_PACKAGE_MISSING', 'libpocketsphinx is not installed');
    const app = await startApp({ config, logger, startEngines: () => Promise.reject(error) });
    await app.loaded;
    expect(await ready(app)).to.deep.equal([503, 'SYSTEM_PACKAGE_MISSING']);
    expect((await fetch(`${app.url}/health/live`)).status).to.equal(200);
    expect(lines.find(({ msg }) => msg === 'not ready')).to.have.nested.property(
      'error.code',
      'SYSTEM_PACKAGE_MISSING',
    );
    await app.close();
  });

  it('is not ready when it is configured for an engine that is not there', async () => {
    const app = await startService({ config: { ttsEngine: 'festival' } });
    expect(await ready(app)).to.deep.equal([503, 'ENGINE_UNKNOWN']);
    const client = new TestClient(app.url);
    client.send(STS_EVENTS.init, init);
    expect(await client.refusal()).to.deep.include({ code: 'ENGINE_UNKNOWN', field: 'engines.tts' });
    client.close();
    await app.close();
  });

  it('closes engines that are loaded only after it was closed', async () => {
    const engines = new Deferred<EngineSource>();
    const closed = new Deferred<void>();
    const app = await startApp({ config, logger: silentLogger, startEngines: () => engines.promise });
    await app.close();
    const close = () => Promise.resolve(closed.resolve());
    engines.resolve({ catalogue: () => scripted(), close });
    await closed.promise;
  });

  it('names a port that is in use, and leaves nothing running', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const starting = startApp({
      config: { ...config, port },
      logger: silentLogger,
      startEngines: () => Promise.reject(new Error('must not be called')),
    });
    const error = await rejection(starting);
    expect(error).to.deep.include({ code: 'ADDRESS_IN_USE', field: 'port' });
    expect(error.message).to.contain(String(port));
    other.close();
    await once(other, 'close');
  });

  it('names an address that is not its own', async () => {
    const starting = startApp({
      config: { ...config, host: '192.0.2.1' },
      logger: silentLogger,
      startEngines: () => Promise.reject(new Error('must not be called')),
    });
    expect(await rejection(starting)).to.deep.include({ code: 'ADDRESS_UNAVAILABLE', field: 'host' });
  });

  it('logs where it listens', async () => {
    const { logger, lines } = keptLogger();
    const app = await startService({ logger });
    expect(lines.find(({ msg }) => msg === 'listening')).to.deep.include({ url: app.url });
    await app.close();
    await app.close();
  });

  it('answers what is in flight before it ends, and takes nothing new', async () => {
    const go = new Deferred<void>();
    const recognizer = new ScriptedRecognizer(async () => {
      await go.promise;
      return 'the last words';
    });
    const app = await startService({ catalogue: scripted({ recognizer }) });
    const client = new TestClient(app.url);
    await client.open();
    client.send(STS_EVENTS.fragmentData, fragment(1));
    await client.next(STS_EVENTS.fragmentAck, FragmentAck);
    const closing = app.close();
    const late = new TestClient(app.url);
    late.send(STS_EVENTS.init, init);
    expect((await late.refusal()).code).to.equal('SHUTTING_DOWN');
    client.send(STS_EVENTS.fragmentData, fragment(2));
    expect((await client.refusal()).code).to.equal('SESSION_ENDED');
    expect(await ready(app)).to.deep.equal([503, 'SHUTTING_DOWN']);
    go.resolve();
    const reply = await client.reply();
    expect(reply.transcript?.text).to.equal('the last words');
    expect(reply.dubs.map((dub) => dub.status)).to.deep.equal(['spoken', 'spoken']);
    expect((await client.next(STS_EVENTS.complete, StreamComplete)).fragmentsProcessed).to.equal(1);
    await client.nextRaw('disconnect');
    await closing;
  });

  it('ends after the grace time whatever is in flight', async () => {
    const recognizer = new ScriptedRecognizer(() => new Promise<string>(() => {}));
    const app = await startService({ catalogue: scripted({ recognizer }), config: { shutdownGraceMs: 200 } });
    const client = new TestClient(app.url);
    await client.open();
    client.send(STS_EVENTS.fragmentData, fragment(1));
    await client.next(STS_EVENTS.fragmentAck, FragmentAck);
    await app.close();
    expect((await client.refusal()).code).to.equal('SHUTTING_DOWN');
    await client.nextRaw('disconnect');
  });
});
