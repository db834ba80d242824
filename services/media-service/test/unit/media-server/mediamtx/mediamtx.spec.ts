import { createLogger } from '@dubbing/common';
import { expect } from 'chai';
import { Registry } from 'prom-client';
import { ControlApi } from '../../../../src/media-server/mediamtx/control-api.js';
import { MediaMtx } from '../../../../src/media-server/mediamtx/mediamtx.js';
import type { HealedCount, PublishList } from '../../../../src/streams/publish-events.js';
import { publishedPath, ScriptedMediaMtx } from '../../../support/scripted-mediamtx.js';
import { until } from '../../../support/until.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

const EVERY_MS = 3000;
/** No wait is longer, not even for a MediaMTX that is away. */
const LONGEST_MS = 15_000;

describe('MediaMtx', () => {
  let server: ScriptedMediaMtx;
  let mediaMtx: MediaMtx;
  let clock: VirtualClock;
  let metrics: Registry;
  let lists: PublishList[];
  let healed: HealedCount;
  let log: { level: string; msg: string; code?: string }[];

  const open = (): void => {
    mediaMtx = new MediaMtx({
      api: new ControlApi({ url: server.url }),
      events: {
        reconcile: async (list) => {
          lists.push(list);
          return healed;
        },
      },
      metrics,
      everyMs: EVERY_MS,
      logger: createLogger({ service: 'test', level: 'info', write: (line) => void log.push(JSON.parse(line)) }),
      clock,
    });
  };
  /** The round that is under way is over: the next one waits for its time. */
  const settled = (): Promise<void> => until(() => clock.pending === 1);
  const nextRound = async (afterMs = LONGEST_MS): Promise<void> => {
    clock.passUntil(clock.nowMs() + afterMs);
    await settled();
  };
  const told = (): string[] => log.map(({ level, msg }) => `${level} ${msg}`);

  beforeEach(async () => {
    server = await ScriptedMediaMtx.start();
    clock = new VirtualClock();
    metrics = new Registry();
    lists = [];
    log = [];
    healed = { started: 0, resumed: 0, ending: 0 };
  });
  afterEach(async () => {
    await mediaMtx.close();
    await server.close();
  });

  it('hands on what is published, at once and then every few seconds', async () => {
    clock.stall(500);
    server.paths = [publishedPath('live/news/in', 'a')];
    open();
    expect(mediaMtx.health()).to.include({ status: 'down', problem: 'MediaMTX has not answered yet' });
    await settled();
    expect(lists).to.have.length(1);
    expect(lists[0]).to.include({ askedAtMs: 500, isWhole: true });
    expect(lists[0]?.publishes[0]).to.include({ path: 'live/news/in', sourceId: 'a' });
    clock.passUntil(500 + EVERY_MS - 1);
    expect(server.lists).to.equal(1);
    await nextRound(1);
    expect(lists.map(({ askedAtMs }) => askedAtMs)).to.deep.equal([500, 500 + EVERY_MS]);
    expect(mediaMtx.health()).to.deep.equal({
      status: 'ok',
      kind: 'mediamtx',
      url: server.url,
      version: '1.15.2',
      published: 1,
    });
  });

  it('concludes nothing while MediaMTX is away, looks for it ever less often, and tells each change once', async () => {
    const { port } = server;
    await server.close();
    open();
    await settled();
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const before = clock.nowMs();
      while (clock.pending === 1) clock.passUntil(clock.nowMs() + 100);
      waits.push(clock.nowMs() - before);
      await settled();
    }
    expect(waits[0]).to.be.within(EVERY_MS / 2, EVERY_MS);
    expect(Math.max(...waits)).to.be.within(LONGEST_MS / 2, LONGEST_MS);
    expect(lists).to.deep.equal([]);
    expect(mediaMtx.health()).to.include({ status: 'down' });
    expect(mediaMtx.health().problem).to.contain(`http://127.0.0.1:${port}`);
    server = await ScriptedMediaMtx.start(port);
    await nextRound();
    expect(lists).to.have.length(1);
    expect(mediaMtx.health()).to.include({ status: 'ok' });
    await server.close();
    await nextRound();
    await nextRound();
    expect(lists).to.have.length(1);
    server = await ScriptedMediaMtx.start(port);
    await nextRound();
    expect(told()).to.deep.equal([
      'warn what is published at MediaMTX is not known; streams that run go on',
      'info MediaMTX answers',
      'info the version of MediaMTX is supported',
      'warn what is published at MediaMTX is not known; streams that run go on',
      'info MediaMTX answers again',
      'info the version of MediaMTX is supported',
    ]);
  });

  it('tells when the reason is another', async () => {
    server.credentials = { user: 'somebody', password: 'else' };
    open();
    await settled();
    await nextRound();
    server.instead = (_request, response) => response.end('<html>') !== undefined;
    await nextRound();
    expect(log.map(({ code }) => code)).to.deep.equal(['MEDIAMTX_REFUSED', 'MEDIAMTX_ANSWER_INVALID']);
  });

  it('goes on beside a version that it is not made for, and says so', async () => {
    server.version = 'v1.8.0';
    open();
    await settled();
    expect(mediaMtx.health()).to.include({ status: 'degraded', version: '1.8.0' });
    expect(mediaMtx.health().problem).to.contain('too old');
    expect(lists).to.have.length(1);
    await nextRound(EVERY_MS);
    expect(told().filter((line) => line.includes('too old'))).to.have.length(1);
    expect(await metrics.metrics()).to.contain('media_mediamtx_version_supported{version="1.8.0"} 0');
  });

  it('asks for the version again where it did not get it, and after MediaMTX was away', async () => {
    server.instead = (request, response) => request.url === '/v3/info' && response.writeHead(500).end() !== undefined;
    open();
    await settled();
    expect(mediaMtx.health()).to.include({ status: 'ok' }).and.not.to.have.property('version');
    server.instead = () => false;
    await nextRound(EVERY_MS);
    expect(mediaMtx.health()).to.include({ version: '1.15.2' });
    server.instead = (_request, response) => response.writeHead(503).end() !== undefined;
    await nextRound(EVERY_MS);
    server.instead = () => false;
    server.version = 'v1.16.0';
    await nextRound();
    expect(mediaMtx.health()).to.include({ version: '1.16.0' });
  });

  it('asks for the version every minute, for a MediaMTX that was exchanged between two rounds', async () => {
    open();
    await settled();
    server.version = 'v1.16.0';
    await nextRound(EVERY_MS);
    expect(mediaMtx.health()).to.include({ version: '1.15.2' });
    for (let round = 0; round < 60_000 / EVERY_MS; round += 1) await nextRound(EVERY_MS);
    expect(mediaMtx.health()).to.include({ version: '1.16.0' });
    expect(server.asked.filter((path) => path === '/v3/info')).to.have.length(2);
    expect(told().filter((line) => line.includes('version'))).to.have.length(2);
  });

  it('never has two rounds at once, however long one takes', async () => {
    let answer = (): void => {};
    server.instead = (_request, response) => {
      answer = () => void response.end(JSON.stringify({ itemCount: 0, pageCount: 0, items: [] }));
      return true;
    };
    open();
    await until(() => server.lists === 1);
    clock.passUntil(100 * EVERY_MS);
    expect(clock.pending).to.equal(0);
    server.instead = () => false;
    answer();
    await settled();
    await nextRound(EVERY_MS);
    expect([server.lists, server.mostAtOnce, lists.length]).to.deep.equal([2, 1, 2]);
  });

  it('breaks off at its close what is under way, and leaves no alarm', async () => {
    server.instead = () => true;
    open();
    await until(() => server.lists === 1);
    await mediaMtx.close();
    await mediaMtx.close();
    expect([clock.pending, lists.length, log.length]).to.deep.equal([0, 0, 0]);
    server.instead = () => false;
    metrics = new Registry();
    open();
    await settled();
    await mediaMtx.close();
    expect(clock.pending).to.equal(0);
  });

  it('counts rounds, and what they healed', async () => {
    healed = { started: 2, resumed: 0, ending: 1 };
    server.paths = [publishedPath('live/news/in')];
    open();
    await settled();
    server.instead = (_request, response) => response.writeHead(500).end() !== undefined;
    expect(await metrics.metrics()).to.contain('media_mediamtx_up 1');
    expect(await metrics.metrics()).to.contain('media_mediamtx_published 1');
    await nextRound(EVERY_MS);
    const text = await metrics.metrics();
    expect(text).to.contain('media_mediamtx_rounds_total{outcome="answered"} 1');
    expect(text).to.contain('media_mediamtx_rounds_total{outcome="failed"} 1');
    expect(text).to.contain('media_mediamtx_healed_total{action="started"} 2');
    expect(text).to.contain('media_mediamtx_healed_total{action="resumed"} 0');
    expect(text).to.contain('media_mediamtx_healed_total{action="ending"} 1');
    expect(text).to.contain('media_mediamtx_up 0');
    expect(text).to.contain('media_mediamtx_published 0');
    expect(told()).to.include('info streams follow what is published at MediaMTX');
  });
});
