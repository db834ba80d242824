import { expect } from 'chai';
import type { StreamStatus } from '@dubbing/contracts';
import type { Tool } from '../../../src/process/tool.js';
import { BesideMediaMtx } from '../../support/beside-mediamtx.js';
import { MediaMtx } from '../../support/mediamtx.js';

const STREAM = 'news';
const SOURCE = `live/${STREAM}/in`;
const OUTPUT = `live/${STREAM}/out/es`;
const GRACE_MS = 8_000;

describe('beside MediaMTX, told by its hooks', function () {
  this.timeout(120_000);
  let beside: BesideMediaMtx;
  let server: MediaMtx;
  let publisher: Tool | undefined;

  before(async function () {
    const found = await MediaMtx.find();
    if (found === undefined) return this.skip();
    server = found;
    // So long that hooks alone tell it what is published.
    const settings = { MEDIA_GRACE_MS: String(GRACE_MS), MEDIA_RECONCILE_EVERY_MS: '60000' };
    beside = await BesideMediaMtx.start(server, settings);
    return undefined;
  });

  after(async () => {
    await beside?.close();
  });

  const status = (): Promise<StreamStatus> => beside.live.stack.api.stream(STREAM);
  const publish = (): void => {
    publisher = beside.publish(server.rtmpUrl(SOURCE));
  };
  const idsOfStreams = async (): Promise<string[]> => {
    const { streams } = JSON.parse(await beside.live.stack.api.text('/v1/streams')) as { streams: { id: string }[] };
    return streams.map(({ id }) => id);
  };

  it('gives back what is published, bit for bit and in sync', async () => {
    publish();
    await beside.live.untilOnAir(STREAM);
    await beside.expectWhole(server.srtUrl('read', OUTPUT));
  });

  it('takes no harm of hooks that come twice, late, or for paths that are no source', async () => {
    const { startedAt, restarts } = await status();
    const source = { path: SOURCE };
    const late = { ...source, sourceType: 'rtmpConn', sourceId: '00000000-0000-4000-8000-000000000000' };
    expect(await beside.hook('ready', source)).to.deep.equal({ status: 200, action: 'running' });
    expect(await beside.hook('ready', source)).to.deep.equal({ status: 200, action: 'running' });
    expect(await beside.hook('not-ready', late)).to.deep.equal({ status: 200, action: 'ignored' });
    for (const path of [OUTPUT, `live/${STREAM}/out`, `${SOURCE}/more`, 'elsewhere', 'live/other/out/ca'])
      for (const event of ['ready', 'not-ready'] as const)
        expect(await beside.hook(event, { path }), path).to.deep.equal({ status: 200, action: 'ignored' });
    expect(await idsOfStreams()).to.deep.equal([STREAM]);
    expect(await status()).to.include({ state: 'live', startedAt, restarts });
  });

  it('does nothing that a hook with a forged secret says, or with none', async () => {
    const { startedAt, restarts } = await status();
    for (const secret of ['', 'wrong', 'hook-secret-of-the-test'])
      for (const event of ['ready', 'not-ready'] as const)
        expect((await beside.hook(event, { path: SOURCE }, secret)).status, `${event} ${secret}`).to.equal(401);
    expect((await beside.hook('ready', { path: 'live/forged/in' }, 'wrong')).status).to.equal(401);
    expect(await idsOfStreams()).to.deep.equal([STREAM]);
    expect(await status()).to.include({ state: 'live', startedAt, restarts });
  });

  it('goes on with the same worker where MediaMTX is started anew', async () => {
    const before = await status();
    await server.stop();
    publisher?.kill();
    await beside.startServer({ openApi: true });
    publish();
    expect(await beside.untilBack(STREAM, before)).to.include({ restarts: 0, startedAt: before.startedAt });
    await beside.expectWhole(server.srtUrl('read', OUTPUT));
  });

  it('waits for a publisher that an operator has kicked, and goes on with the same worker', async () => {
    const before = await status();
    await server.kickPublisher(SOURCE);
    await publisher?.done.catch(() => undefined);
    publish();
    expect(await beside.untilBack(STREAM, before)).to.include({ restarts: 0, startedAt: before.startedAt });
  });

  it('ends when its publisher has been away for the grace period', async () => {
    publisher?.kill();
    await beside.live.until(STREAM, 'the end', GRACE_MS + 15_000, ({ state }) => state === 'ended');
  });
});
