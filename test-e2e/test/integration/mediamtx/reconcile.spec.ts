import { expect } from 'chai';
import type { StreamStatus } from '@dubbing/contracts';
import { eventually } from '../../../src/eventually.js';
import type { Tool } from '../../../src/process/tool.js';
import { BesideMediaMtx } from '../../support/beside-mediamtx.js';
import { MediaMtx } from '../../support/mediamtx.js';

const STREAM = 'news';
const SOURCE = `live/${STREAM}/in`;
const GRACE_MS = 7_000;

describe('beside MediaMTX, where every hook is lost', function () {
  this.timeout(120_000);
  let beside: BesideMediaMtx;
  let server: MediaMtx;
  let publisher: Tool | undefined;

  before(async function () {
    const found = await MediaMtx.find();
    if (found === undefined) return this.skip();
    server = found;
    const settings = { MEDIA_GRACE_MS: String(GRACE_MS), MEDIA_RECONCILE_EVERY_MS: '1000' };
    beside = await BesideMediaMtx.start(server, settings);
    await server.stop();
    await startServer();
    return undefined;
  });

  after(async () => {
    await beside?.close();
  });

  /** The wrapper calls where nothing is, and is told so. */
  const startServer = (): Promise<void> => beside.startServer({ hooksUrl: `${beside.serviceUrl}/elsewhere` });
  const status = (): Promise<StreamStatus> => beside.live.stack.api.stream(STREAM);
  const publish = (): void => {
    publisher?.kill();
    publisher = beside.publish(server.rtmpUrl(SOURCE));
  };
  const untilEnded = (): Promise<StreamStatus> =>
    beside.live.until(STREAM, 'the end', GRACE_MS + 20_000, ({ state }) => state === 'ended');

  it('starts a stream by what MediaMTX says, and knows which MediaMTX it is', async () => {
    publish();
    await beside.live.untilOnAir(STREAM);
    expect(server.log).to.contain('media-service refuses it with 404');
    const { media } = await health();
    expect(media).to.include({ status: 'ok' });
    expect(media.version).to.match(/^1\.\d+/);
  });

  it('goes on with the same worker where MediaMTX is away and back, and says meanwhile that it is away', async () => {
    const before = await status();
    await server.stop();
    await untilHealth('away', ({ isReady, media }) => !isReady && media.status === 'down');
    expect((await status()).state).not.to.equal('ended');
    await startServer();
    publish();
    expect(await beside.untilBack(STREAM, before)).to.include({ restarts: 0, startedAt: before.startedAt });
    await untilHealth('back', ({ isReady, media }) => isReady && media.status === 'ok');
  });

  it('takes a publisher up again that stayed while media-service was started anew', async () => {
    const { media } = beside.live.stack;
    await media.kill();
    await media.start(new AbortController().signal);
    await beside.live.untilOnAir(STREAM);
  });

  it('starts no stream again that was deleted, before somebody publishes anew', async () => {
    const { startedAt } = await status();
    await fetch(`${beside.serviceUrl}/v1/streams/${STREAM}`, { method: 'DELETE' });
    await untilEnded();
    await untilRounds(3);
    expect(await status()).to.include({ state: 'ended', startedAt });
    publish();
    await beside.live.untilOnAir(STREAM);
  });

  it('ends a stream whose publisher has gone', async () => {
    publisher?.kill();
    await untilEnded();
  });

  it('ends what a hook has started that came late, when its publisher had gone', async () => {
    expect(await beside.hook('ready', { path: 'live/late/in' })).to.deep.equal({ status: 200, action: 'started' });
    await beside.live.until('late', 'the end', GRACE_MS + 20_000, ({ state }) => state === 'ended');
  });

  it('starts without MediaMTX, says so, and takes what is published when it is there', async () => {
    const { media } = beside.live.stack;
    await Promise.all([media.stop(), server.stop()]);
    await media.start(new AbortController().signal, async () => (await fetch(`${media.url}/health/live`)).ok);
    await untilHealth('away', (seen) => !seen.isReady && seen.media.status === 'down');
    await startServer();
    publish();
    await beside.live.untilOnAir(STREAM);
    await untilHealth('back', (seen) => seen.isReady && seen.media.status === 'ok');
  });

  interface Seen {
    isReady: boolean;
    media: { status: string; version?: string };
  }

  const health = async (): Promise<Seen> => {
    const isReady = (await fetch(`${beside.serviceUrl}/health/ready`)).ok;
    const { parts } = (await (await fetch(`${beside.serviceUrl}/health`)).json()) as {
      parts: Record<string, Seen['media'] | undefined>;
    };
    return { isReady, media: parts['media-server'] ?? { status: 'untold' } };
  };

  const untilHealth = (what: string, isSo: (seen: Seen) => boolean): Promise<unknown> =>
    eventually(async () => isSo(await health()), { what: `MediaMTX to be called ${what}`, deadlineMs: 30_000 });

  const rounds = async (): Promise<number> => {
    const text = await beside.live.stack.api.text('/metrics');
    return Number(/^media_mediamtx_rounds_total\{outcome="answered"\} (\d+)/m.exec(text)?.[1]);
  };

  const untilRounds = async (count: number): Promise<void> => {
    const before = await rounds();
    await eventually(async () => (await rounds()) >= before + count, { what: `${count} rounds`, deadlineMs: 20_000 });
  };
});
