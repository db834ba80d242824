import { writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { openInput } from '../../../src/probe/capture/open.js';
import { BesideMediaMtx } from '../../support/beside-mediamtx.js';
import { MediaMtx, type Credentials } from '../../support/mediamtx.js';

const KEY = 'the-key-of-news';
const READ_KEY = 'read-the-originals';
const as = (password: string): Credentials => ({ user: 'encoder', password });

describe('who may publish and read at MediaMTX', function () {
  this.timeout(120_000);
  let beside: BesideMediaMtx;
  let server: MediaMtx;

  before(async function () {
    const found = await MediaMtx.find();
    if (found === undefined) return this.skip();
    server = found;
    beside = await BesideMediaMtx.start(server, {}, async (dir) => {
      const file = `${dir}/access.yml`;
      const lines = ['publish:', `  - news=${KEY}`, `  - sport=${KEY}`, 'readSources: keys', 'readKeys:'];
      await writeFile(file, `${[...lines, `  - '*=${READ_KEY}'`].join('\n')}\n`);
      return { MEDIA_ACCESS_FILE: file };
    });
    return undefined;
  });

  after(async () => {
    await beside?.close();
  });

  /** Whether somebody was let in: one who is not ends badly. */
  const isRefused = (url: string): Promise<boolean> =>
    beside.publish(url).done.then(
      () => false,
      () => true,
    );

  const canRead = async (url: string): Promise<boolean> => {
    try {
      await (await openInput(url, { seconds: 1, signal: new AbortController().signal })).close();
      return true;
    } catch {
      return false;
    }
  };

  it('lets nobody publish with a wrong key, with none, a path of the service, or one of no form', async () => {
    const refused = await Promise.all([
      isRefused(server.rtmpUrl('live/news/in')),
      isRefused(server.rtmpUrl('live/news/in', 'not-the-key')),
      isRefused(server.rtmpUrl('live/other/in', KEY)),
      isRefused(server.rtmpUrl('live/news/out/es', KEY)),
      isRefused(server.rtmpUrl('somewhere/else', KEY)),
      isRefused(server.srtUrl('publish', 'live/news/in', as('not-the-key'))),
    ]);
    expect(refused).to.deep.equal([true, true, true, true, true, true]);
    const list = JSON.parse(await beside.live.stack.api.text('/v1/streams')) as { streams: unknown[] };
    expect(list.streams).to.deep.equal([]);
  });

  it('takes the right key over RTMP and over SRT, and the service comes in with its own account', async () => {
    beside.publish(server.rtmpUrl('live/news/in', KEY));
    beside.publish(server.srtUrl('publish', 'live/sport/in', as(KEY)));
    await Promise.all([beside.live.untilOnAir('news'), beside.live.untilOnAir('sport')]);
  });

  it('lets readers of the originals in by their key alone, and everyone to the dubs', async () => {
    const may = await Promise.all([
      canRead(server.srtUrl('read', 'live/news/in')),
      canRead(server.srtUrl('read', 'live/news/in', as('wrong-read-key'))),
      canRead(server.srtUrl('read', 'live/news/in', as(KEY))),
      canRead(server.srtUrl('read', 'live/news/in', as(READ_KEY))),
      canRead(server.srtUrl('read', 'live/news/out/es')),
    ]);
    expect(may).to.deep.equal([false, false, false, true, true]);
  });

  it('keeps the control API, which could tell the secret of the hooks, to the service', async () => {
    expect((await fetch(`${server.apiUrl}/v3/config/global/get`)).status).to.equal(401);
    const authorization = `Basic ${Buffer.from(`media-service:${KEY}`).toString('base64')}`;
    expect((await fetch(`${server.apiUrl}/v3/paths/list`, { headers: { authorization } })).status).to.equal(401);
  });

  it('believes no MediaMTX that comes with another secret: with the right key nobody gets in there', async () => {
    const other = await MediaMtx.find();
    await other?.start({ serviceUrl: beside.serviceUrl, secret: 'hook-secret-of-somebody' });
    try {
      expect(await isRefused(other?.rtmpUrl('live/news/in', KEY) ?? '')).to.equal(true);
      expect(other?.log).to.match(/authenticat/);
    } finally {
      await other?.stop();
    }
    expect((await beside.live.stack.api.stream('news')).state).to.equal('live');
  });
});
