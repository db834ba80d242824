import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import { Deferred, silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import { startApp, type App } from '../../../src/app.js';
import { fakeWorkers, type FakeWorker } from '../../support/fake-worker.js';
import { generateTalk, temporaryFolder } from '../../support/generated-media.js';
import { configWith } from '../../support/specs.js';

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

describe('The embedded media server', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let app: App;
  let rtmpPort = 0;
  let flvPort = 0;
  let publisher: ChildProcess | undefined;
  let started: Deferred<FakeWorker>;

  before(async () => {
    folder = await temporaryFolder('rtmp');
    await generateTalk(join(folder.path, 'talk.flv'), 30);
    [rtmpPort = 0, flvPort = 0] = await freePorts(2);
    const workers = fakeWorkers();
    const config = configWith({ port: 0, hlsDir: join(folder.path, 'hls'), rtmpPort, flvPort, graceMs: 0 });
    app = await startApp({
      config,
      logger: silentLogger,
      startWorker: (spec, tell) => {
        const worker = workers.start(spec, tell);
        started.resolve(workers.started.at(-1) as FakeWorker);
        return worker;
      },
    });
  });
  beforeEach(() => {
    started = new Deferred();
  });
  afterEach(async () => {
    if (publisher === undefined || publisher.exitCode !== null || publisher.signalCode !== null) return;
    publisher.kill();
    await once(publisher, 'exit');
  });
  after(async () => {
    await app.close();
    await folder.remove();
  });

  function publish(path: string): void {
    const line = `filesrc location=${join(folder.path, 'talk.flv')} ! flvdemux name=d d.video ! h264parse ! queue ! flvmux name=m streamable=true ! rtmp2sink sync=true location=rtmp://127.0.0.1:${rtmpPort}/${path} d.audio ! aacparse ! queue ! m.`;
    publisher = spawn('gst-launch-1.0', ['-q', ...line.split(' ')], { stdio: 'ignore' });
  }

  it('starts a stream with a publish, gives it over HTTP-FLV, and ends it with the unpublish', async () => {
    publish('live/news');
    const worker = await started.promise;
    expect(worker.spec.id).to.equal('news');
    expect(worker.spec.input).to.match(
      new RegExp(`^http://127.0.0.1:${flvPort}/live/news/in.flv\\?user=media-service&pass=`),
    );
    const answer = await fetch(worker.spec.input);
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? []).toString('latin1', 0, 3)).to.equal('FLV');
    publisher?.kill();
    await app.registry.get('news').closed;
    expect(worker.ends).to.deep.equal(['the source was unpublished']);
    // A player of a path that has lost its publisher is let go, so that it can come back to the next one.
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read());
  });

  it('says when it is ready', async () => {
    expect((await fetch(`${app.url}/health/ready`)).status).to.equal(200);
  });
});
