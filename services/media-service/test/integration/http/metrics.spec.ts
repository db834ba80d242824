import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import request from 'supertest';
import { startApp, type App } from '../../../src/app.js';
import { fakeWorkers } from '../../support/fake-worker.js';
import { exportedMetrics, ofTheProcess, writtenMetrics } from '../../support/metrics-page.js';
import { configWith } from '../../support/specs.js';

describe('the metrics of the service', () => {
  let app: App;
  let folder: string;
  let workers: ReturnType<typeof fakeWorkers>;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'media-metrics-'));
    workers = fakeWorkers();
    const folders = { hlsDir: folder, asRunDir: folder, recordDir: join(folder, 'not-there') };
    const config = configWith({ port: 0, mediaServer: 'mediamtx', graceMs: 0, ...folders });
    app = await startApp({ config, logger: silentLogger, startWorker: workers.start });
    const job = { id: 'news', input: 'rtmp://127.0.0.1:9/live/news', targetLanguages: ['es'] };
    await request(app.url).post('/v1/streams').send(job).expect(201);
    const output = { language: 'es', url: 'rtmp://***@host/live/es', restarts: 2, dropped: 7 };
    workers.started[0]?.say('live', {
      sts: { state: 'connected', engines: [], replyMsP50: 900, replyMsP99: 1500, leastSlackMs: 2100 },
      outputs: [
        { ...output, state: 'live' },
        { ...output, state: 'retrying' },
      ],
    });
  });
  afterEach(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const asked = async (): Promise<string> => (await request(app.url).get('/metrics').expect(200)).text;

  it('are those of docs/metrics.md: names, types, labels and what they mean', async () => {
    const written = writtenMetrics();
    const exported = exportedMetrics(await asked());
    const named = new Set(written.map(({ name }) => name));
    for (const metric of exported.filter(({ name }) => named.has(name))) {
      const row = written.find(({ name }) => name === metric.name);
      expect({ ...row, ...metric }, metric.name).to.deep.equal(row);
    }
    const own = (metric: { name: string }): boolean => !ofTheProcess({ type: '', labels: [], help: '', ...metric });
    expect(exported.filter(own).map(({ name }) => name)).to.have.members(written.filter(own).map(({ name }) => name));
    expect(exported.map(({ name }) => name)).to.include.members([...named]);
  });

  it('tell the state of a stream and of each of its outputs', async () => {
    const text = await asked();
    expect(text).to.contain('media_stream_state{stream="news",state="live"} 1');
    expect(text).to.contain('media_output_live{stream="news",language="es",output="1"} 1');
    expect(text).to.contain('media_output_live{stream="news",language="es",output="2"} 0');
    expect(text).to.contain('media_output_restarts{stream="news",language="es",output="2"} 2');
    expect(text).to.contain('media_output_dropped_units{stream="news",language="es",output="1"} 7');
    expect(text).to.contain('media_sts_reply_ms{stream="news",quantile="0.99"} 1500');
    expect(text).to.contain('media_sts_least_slack_ms{stream="news"} 2100');
  });

  it('tell the room on the disks that the service writes to, of the folders that are there', async () => {
    const text = await asked();
    const bytesOf = (name: string): number =>
      Number(new RegExp(`^${name}\\{folder="hls"\\} (\\S+)$`, 'm').exec(text)?.[1]);
    expect(bytesOf('media_disk_free_bytes')).to.be.within(0, bytesOf('media_disk_size_bytes'));
    expect(bytesOf('media_disk_size_bytes')).to.be.above(0);
    expect(text).to.contain('media_disk_free_bytes{folder="as-run"}');
    expect(text).not.to.contain('folder="recordings"');
  });
});
