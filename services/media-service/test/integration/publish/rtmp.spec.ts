import { expect } from 'chai';

import { eventsOf, offsetsMs, slicesOf } from '../../support/media/analysis.js';
import { runChain } from '../../support/media/chain.js';
import { Fixtures, temporaryFolder } from '../../support/media/fixtures.js';
import { freePort } from '../../support/media/listen.js';
import { MediaServer } from '../../support/media/media-server.js';

describe('RTMP out and HTTP-FLV in, through the media server', function () {
  this.timeout(60_000);
  const fixtures = new Fixtures(temporaryFolder(), 10);
  let server: MediaServer;

  before(async () => {
    server = new MediaServer(await freePort(), await freePort());
  });
  afterEach(() => server.stop());

  it('brings slices and sync through both', async () => {
    await server.start();
    const source = await fixtures.both('s.mp4', 'mp4mux');
    const output = fixtures.path('pulled.ts');
    const push = runChain(source, { pace: 'own', output: `rtmp://127.0.0.1:${server.rtmpPort}/live/a` });
    const pull = runChain(`http://127.0.0.1:${server.flvPort}/live/a.flv`, {
      pace: 'own',
      output,
      graceMs: 0,
      connectTimeoutMs: 20_000,
    });
    expect((await push.done).error).to.equal(undefined);
    expect(push.outputStates).to.include('live');
    const pulled = await pull.done;
    expect(pulled.error).to.equal(undefined);
    expect(pulled.reason).to.equal('source-lost');

    const before = await slicesOf(source);
    const after = await slicesOf(output);
    expect(after.hashes.length).to.be.above(200);
    const first = before.hashes.indexOf(after.hashes[0] ?? '');
    expect(after.hashes).to.deep.equal(before.hashes.slice(first, first + after.hashes.length));
    const given = offsetsMs(await eventsOf(source));
    const found = offsetsMs(await eventsOf(output));
    expect(found.length).to.be.above(5);
    // FLV counts whole milliseconds.
    found.forEach((offset) => expect(offset).to.be.closeTo(given[0] ?? 0, 3));
  });

  it('restarts alone when the server comes late and when it goes away', async () => {
    const source = await fixtures.both('late.mp4', 'mp4mux');
    const push = runChain(source, { pace: 'own', delayMs: 100, output: `rtmp://127.0.0.1:${server.rtmpPort}/live/b` });
    await until(() => push.outputStates.includes('retrying'));
    await server.start();
    await until(() => push.outputStates.includes('live'));
    await server.stop();
    await until(() => push.outputStates.lastIndexOf('retrying') > push.outputStates.indexOf('live'));
    const { error, output } = await push.done;
    expect(error).to.equal(undefined);
    expect(push.states).to.deep.equal(['connecting', 'live', 'ended']);
    expect(push.video).to.have.length(300);
    expect(output?.restarts).to.be.above(1);
    expect(output?.dropped).to.be.above(0);
    expect(output?.error?.code ?? 'OUTPUT_FAILED').to.equal('OUTPUT_FAILED');
  });
});

/** Waits for something that other code brings about; mocha's timeout bounds it. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
