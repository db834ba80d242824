import { silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import request from 'supertest';
import { startApp, type App } from '../../../src/app.js';
import { EventReader } from '../../support/event-reader.js';
import { fakeWorkers } from '../../support/fake-worker.js';
import { configWith } from '../../support/specs.js';
import { until } from '../../support/until.js';

const job = { id: 'news', input: 'rtmp://127.0.0.1:9/live/news', targetLanguages: ['es'] };

describe('GET /v1/streams/:id/captions', function () {
  this.timeout(10_000);
  let app: App;
  let workers: ReturnType<typeof fakeWorkers>;
  let readers: EventReader[];

  beforeEach(async () => {
    workers = fakeWorkers();
    readers = [];
    const config = configWith({ port: 0, mediaServer: 'mediamtx', graceMs: 0 });
    app = await startApp({ config, logger: silentLogger, startWorker: workers.start });
    await request(app.url).post('/v1/streams').send(job).expect(201);
  });
  afterEach(async () => {
    for (const reader of readers) reader.close();
    await app.close();
  });

  const listen = async (headers?: Record<string, string>): Promise<EventReader> => {
    const reader = await EventReader.open(`${app.url}/v1/streams/news/captions`, headers);
    readers.push(reader);
    return reader;
  };
  const listeners = (): number => app.registry.get('news').captions.listeners;

  it('tells what is said as it is recognised, and each translation', async () => {
    const reader = await listen();
    expect(reader.response.statusCode).to.equal(200);
    expect(reader.response.headers).to.include({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
    });
    const [worker] = workers.started;
    worker?.caption('partial', 'good');
    worker?.caption('final', 'good evening', { revision: 2 });
    worker?.caption('dub', 'buenas tardes', { language: 'es', endPtsNs: '3500000000' });
    await until(() => reader.events.length === 3);
    expect(reader.told).to.deep.equal(['partial good', 'final good evening', 'dub buenas tardes']);
    expect(reader.events.map(({ data }) => data)).to.deep.equal([
      {
        fragmentId: 'f0',
        startPtsNs: '1000000000',
        endPtsNs: '3000000000',
        language: 'en',
        text: 'good',
        isFinal: false,
        revision: 1,
      },
      {
        fragmentId: 'f0',
        startPtsNs: '1000000000',
        endPtsNs: '3000000000',
        language: 'en',
        text: 'good evening',
        isFinal: true,
        revision: 2,
      },
      {
        fragmentId: 'f0',
        startPtsNs: '1000000000',
        endPtsNs: '3500000000',
        language: 'es',
        text: 'buenas tardes',
        isFinal: true,
        revision: 1,
      },
    ]);
  });

  it('gives whoever comes late the last settled words, and whoever comes back what was missed', async () => {
    const [worker] = workers.started;
    worker?.caption('partial', 'good');
    worker?.caption('final', 'good evening');
    worker?.caption('partial', 'and', { fragmentId: 'f1' });
    const late = await listen();
    await until(() => late.events.length === 1);
    late.close();
    await until(() => listeners() === 0);
    worker?.caption('final', 'and welcome', { fragmentId: 'f1' });
    const again = await listen({ 'last-event-id': late.events[0]!.id! });
    worker?.caption('partial', 'to', { fragmentId: 'f2' });
    await until(() => again.events.length === 2);
    expect(again.told).to.deep.equal(['final and welcome', 'partial to']);
    expect(late.told).to.deep.equal(['final good evening']);
  });

  it('ends with the stream, and says that nothing more is to come', async () => {
    const reader = await listen();
    workers.started[0]?.caption('final', 'good night');
    await request(app.url).delete('/v1/streams/news').expect(202);
    await until(() => reader.isOver);
    expect(reader.told).to.deep.equal(['final good night', 'end']);
    expect(reader.response.complete).to.equal(true);
    await request(app.url).get('/v1/streams/news/captions').expect(204);
  });

  it('ends with the service', async () => {
    const reader = await listen();
    await app.close();
    await until(() => reader.isOver);
    expect(reader.told).to.deep.equal(['end']);
  });

  it('does not know what is not there, and answers a HEAD at once', async () => {
    const answer = await request(app.url).get('/v1/streams/none/captions').expect(404);
    expect(answer.body.error).to.include({ code: 'STREAM_UNKNOWN', field: 'id' });
    await request(app.url)
      .head('/v1/streams/news/captions')
      .expect(200)
      .expect('content-type', /event-stream/);
    expect(listeners()).to.equal(0);
  });
});
