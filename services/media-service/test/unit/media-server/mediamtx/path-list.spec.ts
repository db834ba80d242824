import { expect } from 'chai';
import { ControlApi } from '../../../../src/media-server/mediamtx/control-api.js';
import { readPathList } from '../../../../src/media-server/mediamtx/path-list.js';
import { publishedPath, ScriptedMediaMtx } from '../../../support/scripted-mediamtx.js';

const never = new AbortController().signal;
const PER_PAGE = 5;
/** More than one page. */
const MANY = 11;

describe('readPathList', () => {
  let server: ScriptedMediaMtx;
  beforeEach(async () => {
    server = await ScriptedMediaMtx.start();
  });
  afterEach(() => server.close());

  const read = () => readPathList(new ControlApi({ url: server.url }), never, PER_PAGE);
  const many = () =>
    Array.from({ length: MANY }, (_, index) => publishedPath(`live/s${String(index).padStart(4, '0')}`));

  it('tells what is published: who publishes, and since when', async () => {
    server.paths = [publishedPath('live/news/in', 'a', '2026-01-01T00:00:00.123456789Z')];
    expect(await read()).to.deep.equal({
      isWhole: true,
      publishes: [
        { path: 'live/news/in', sourceType: 'rtmpConn', sourceId: 'a', readyTime: '2026-01-01T00:00:00.123456789Z' },
      ],
    });
  });

  it('leaves out what only has readers, and what is not ready yet', async () => {
    server.paths = [
      { name: 'live/waited-for', ready: false, readyTime: null, source: null },
      { name: 'live/connecting', ready: false, readyTime: null, source: { type: 'rtmpConn', id: 'a' } },
      { name: 'live/odd' },
    ];
    expect(await read()).to.deep.equal({ publishes: [], isWhole: true });
  });

  it('knows the names that versions since 1.16 have for it, and sources without a name', async () => {
    const source = { type: 'rtspSource', id: '' };
    server.paths = [{ name: 'live/news', available: true, availableTime: '2026-01-01T00:00:00Z', source }];
    expect((await read()).publishes).to.deep.equal([
      { path: 'live/news', sourceType: 'rtspSource', readyTime: '2026-01-01T00:00:00Z' },
    ]);
  });

  it('reads every page', async () => {
    server.paths = many();
    const { publishes, isWhole } = await read();
    expect(isWhole).to.equal(true);
    expect(new Set(publishes.map(({ path }) => path)).size).to.equal(MANY);
    expect(server.asked).to.have.length(3);
  });

  it('says that something may be missing where paths came or went between the pages', async () => {
    server.paths = many();
    server.onList = (page) => {
      if (page === 1) server.paths = server.paths.slice(1);
    };
    expect((await read()).isWhole).to.equal(false);
    server.paths = many();
    server.onList = (page) => {
      if (page === 1) server.paths = [publishedPath('live/a'), ...server.paths.slice(0, -1)];
    };
    expect((await read()).isWhole).to.equal(false);
  });

  it('reads what is published in one page, as long as there are not thousands', async () => {
    server.paths = many();
    const { publishes, isWhole } = await readPathList(new ControlApi({ url: server.url }), never);
    expect([publishes.length, isWhole, server.asked.length]).to.deep.equal([MANY, true, 1]);
  });

  it('refuses what is no list of paths', async () => {
    const bodies = [
      [],
      {},
      null,
      { itemCount: 1, pageCount: 1, items: {} },
      { itemCount: 1, pageCount: 1, items: [7] },
    ];
    for (const body of bodies) {
      server.instead = (_request, response) => response.end(JSON.stringify(body)) !== undefined;
      const code = await read().then(
        () => undefined,
        (error: { code?: string }) => error.code,
      );
      expect(code, JSON.stringify(body)).to.equal('MEDIAMTX_ANSWER_INVALID');
    }
    server.instead = (_request, response) => response.writeHead(404).end() !== undefined;
    const message = await read().catch((error: Error) => error.message);
    expect(message).to.contain('it has no list of paths');
  });

  it('does not read a list without end', async () => {
    server.instead = (request, response) => {
      const page = new URL(request.url ?? '', server.url).searchParams.get('page');
      const items = [{ name: `live/s${page}` }];
      return response.end(JSON.stringify({ itemCount: 10_000, pageCount: 10_000, items })) !== undefined;
    };
    expect(await read()).to.deep.equal({ publishes: [], isWhole: false });
    expect(server.asked.length).to.be.lessThan(100);
  });
});
