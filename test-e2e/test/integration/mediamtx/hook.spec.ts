import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { HookListener, HookTools } from '../../support/mediamtx-hook.js';

const SECRET = 'hush"the\\dub$all';
const QUERY = 'key=hush"in\\$(id)`id`&name=caf\u00e9';
const OF_MEDIAMTX = {
  MTX_PATH: 'live/news/in',
  MTX_QUERY: QUERY,
  MTX_SOURCE_TYPE: 'rtmpConn',
  MTX_SOURCE_ID: '94b47e42-a697-484a-989e-cf26883a8620',
};
const TOLD = {
  path: 'live/news/in',
  query: QUERY,
  sourceType: 'rtmpConn',
  sourceId: '94b47e42-a697-484a-989e-cf26883a8620',
};

describe('the hook wrapper of MediaMTX', function () {
  this.timeout(30_000);
  let listener: HookListener | undefined;
  let tools: HookTools | undefined;

  afterEach(async () => {
    await listener?.close();
    await tools?.close();
    [listener, tools] = [undefined, undefined];
  });

  const environment = (port: number, more: Record<string, string> = {}): Record<string, string> => ({
    ...OF_MEDIAMTX,
    MEDIA_SERVICE_URL: `http://127.0.0.1:${port}/`,
    MEDIA_HOOK_SECRET: SECRET,
    ...more,
  });

  for (const tool of ['curl', 'nc'] as const) {
    describe(`with ${tool}`, () => {
      beforeEach(async function () {
        tools = await HookTools.with(tool);
        if (tools !== undefined) return;
        process.stdout.write(`      skipped: this machine has no ${tool}${tool === 'nc' ? ' and no busybox' : ''}\n`);
        this.skip();
      });

      it('tells all that MediaMTX told it, letter by letter, and no other process sees secret or query', async () => {
        const seen: string[] = [];
        const look = async (): Promise<number> => {
          seen.push(...(await commandLines()));
          return 200;
        };
        listener = await HookListener.listen([look]);
        const run = await tools?.run('ready', environment(listener.port));
        expect(run).to.deep.equal({ exitCode: 0, stderr: '' });
        expect(listener.calls).to.deep.equal([
          {
            url: '/v1/mediamtx/events/ready',
            authorization: `Bearer ${SECRET}`,
            contentType: 'application/json',
            body: TOLD,
          },
        ]);
        // It was there to be looked at, and what it keeps to itself was not on its command line.
        expect(seen.some((line) => line.includes('mediamtx-hook.sh'))).to.equal(true);
        expect(seen.filter((line) => line.includes('hush"'))).to.deep.equal([]);
      });

      it('tries again where media-service has no time for it', async () => {
        listener = await HookListener.listen([503, 200]);
        const run = await tools?.run('not-ready', environment(listener.port));
        expect(run?.exitCode).to.equal(0);
        expect(listener.calls.map(({ url }) => url)).to.deep.equal(
          Array<string>(2).fill('/v1/mediamtx/events/not-ready'),
        );
      });

      it('tries again where the call breaks off, and tells it when media-service is back', async () => {
        listener = await HookListener.listen([() => Promise.reject(new Error('gone')), 200]);
        const run = await tools?.run('ready', environment(listener.port));
        expect(run?.exitCode).to.equal(0);
        expect(listener.calls.map(({ body }) => body)).to.deep.equal([TOLD, TOLD]);
      });

      it('takes a refusal for what it is', async () => {
        listener = await HookListener.listen([401]);
        const run = await tools?.run('ready', environment(listener.port));
        expect(run?.exitCode).to.equal(1);
        expect(run?.stderr).to.equal('mediamtx-hook: ready of live/news/in: media-service refuses it with 401\n');
        expect(listener.calls).to.have.length(1);
      });

      it('gives up in time, and keeps secret and query to itself', async () => {
        listener = await HookListener.listen([503]);
        const run = await tools?.run('not-ready', environment(listener.port));
        expect(run?.exitCode).to.equal(1);
        expect(run?.stderr).to.match(/could not be told within 5 s \(503\)/);
        expect(run?.stderr).not.to.match(/hush/);
      });
    });
  }

  it('takes the secret from a file, and leaves out a query that is too long', async function () {
    tools = await HookTools.with('curl');
    if (tools === undefined) this.skip();
    listener = await HookListener.listen();
    const file = join(tools.folder, 'secret');
    await writeFile(file, 'of-the-file');
    const more = { MEDIA_HOOK_SECRET_FILE: file, MTX_QUERY: 'x'.repeat(5_000), MTX_SOURCE_ID: '' };
    expect((await tools.run('ready', environment(listener.port, more))).exitCode).to.equal(0);
    expect(listener.calls[0]).to.deep.include({
      authorization: 'Bearer of-the-file',
      body: { path: 'live/news/in', sourceType: 'rtmpConn' },
    });
  });

  it('calls without a secret where there is none, and not at all where its file is missing', async function () {
    tools = await HookTools.with('curl');
    if (tools === undefined) this.skip();
    listener = await HookListener.listen();
    await tools.run('ready', environment(listener.port, { MEDIA_HOOK_SECRET: '' }));
    const missing = await tools.run('ready', environment(listener.port, { MEDIA_HOOK_SECRET_FILE: '/none' }));
    expect(missing.exitCode).to.equal(1);
    expect(missing.stderr).to.include('no secret in /none');
    expect(listener.calls.map(({ authorization }) => authorization)).to.deep.equal([undefined]);
  });

  it('says so where nothing speaks HTTP', async function () {
    tools = await HookTools.with('nothing');
    if (tools === undefined) this.skip();
    const run = await tools.run('ready', environment(1));
    expect(run.exitCode).to.equal(1);
    expect(run.stderr).to.include('media-service is not told');
  });
});

/** Of every process on the machine. */
async function commandLines(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.map((line) => line.replaceAll('\0', ' '));
}
