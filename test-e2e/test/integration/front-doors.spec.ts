import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Closer } from '@dubbing/common';
import { expect } from 'chai';
import type { StreamStatus } from '@dubbing/contracts';
import { LivePublisher } from '../../src/programme/publisher.js';
import { runTool } from '../../src/process/run-tool.js';
import { StsProcess } from '../../src/soak/sts-process.js';
import { freePorts, type StackPorts } from '../../src/stack/ports.js';
import { listenToCaptions } from '../support/live-captions.js';
import { LiveTest, programmeFile } from '../support/live.js';
import { MediaMtx } from '../support/mediamtx.js';
import { ThirdParty } from '../support/third-party.js';

const STREAM = 'news';
const KEY = 'sesame';
/** Kept by the third party, and of the dub. */
const SECONDS = 3;

/** What somebody outside gets who uses the service, whichever media server it has. */
interface Road {
  status: StreamStatus;
  watchPage: string;
  playlist: string;
  captions: string[];
  /** Codecs of what each gets. */
  played: string;
  thirdParty: string;
}

async function codecsOf(input: string): Promise<string> {
  const probe = ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', input];
  const names = (await runTool('ffprobe', probe)).stdout.toString('utf8').trim().split(/\s+/);
  return names.toSorted().join(' ');
}

/** Publishes the programme and goes all the roads that lead away from it. */
async function travel(closer: Closer, live: LiveTest, rtmpPort: number, thirdParty: ThirdParty): Promise<Road> {
  const { durationMs } = live.manifest;
  const { signal } = new AbortController();
  const url = `rtmp://127.0.0.1:${rtmpPort}/live/${STREAM}/in`;
  const publisher = await LivePublisher.start({ file: programmeFile, durationMs, url, signal });
  closer.add('publisher', () => publisher.close());
  await live.untilOnAir(STREAM);
  const { api } = live.stack;
  const words = listenToCaptions(`${api.baseUrl}/v1/streams/${STREAM}/captions`, (told) =>
    told.some(({ name }) => name === 'dub'),
  );
  const status = await live.until(STREAM, 'a dub', 60_000, ({ languages }) =>
    languages.some(({ spoken }) => spoken > 0),
  );
  await thirdParty.done;
  return {
    status,
    watchPage: await api.text(`/watch/${STREAM}`),
    // How much of the programme was measured by then is a matter of time.
    playlist: (await api.text(status.hlsUrl ?? '')).replace(/BANDWIDTH=\d+/g, 'BANDWIDTH=…'),
    captions: [...new Set((await words).map(({ name, language }) => `${name} ${language}`))].toSorted(),
    played: await codecsOf(`rtmp://127.0.0.1:${rtmpPort}/live/${STREAM}/out/es`),
    thirdParty: await codecsOf(thirdParty.file),
  };
}

describe('both front doors', function () {
  this.timeout(180_000);
  const closer = new Closer();
  let dir: string;
  let embedded: Road;
  let beside: Road | undefined;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'dubbing-doors-'));
    closer.add('folder', () => rm(dir, { recursive: true, force: true }));
    [embedded, beside] = await Promise.all([throughEmbedded(), throughMediaMtx()]);
  });

  after(() => closer.close());

  async function throughEmbedded(): Promise<Road> {
    const [live, thirdParty] = await open('embedded', {}, await freePorts());
    return travel(closer, live, live.stack.options.ports.rtmp, thirdParty);
  }

  async function throughMediaMtx(): Promise<Road | undefined> {
    const server = await MediaMtx.find();
    if (server === undefined) return undefined;
    const ports = await freePorts();
    await server.start({ serviceUrl: `http://127.0.0.1:${ports.http}` });
    closer.add('MediaMTX', () => server.stop());
    const [live, thirdParty] = await open('mediamtx', server.settings, ports);
    return travel(closer, live, server.ports.rtmp, thirdParty);
  }

  /** The service with its speech scripted, and a third party that takes its Spanish. */
  async function open(name: string, media: Record<string, string>, ports: StackPorts): Promise<[LiveTest, ThirdParty]> {
    const thirdParty = await ThirdParty.listen(KEY, join(dir, `${name}.flv`), SECONDS);
    closer.add(`third party of ${name}`, () => thirdParty.close());
    const live = await LiveTest.start({
      withSts: false,
      ports,
      media: {
        MEDIA_TARGET_LANGUAGES: 'es',
        MEDIA_DELAY_MS: '3000',
        MEDIA_EGRESS_URL_TEMPLATES: `es=${thirdParty.url}`,
        ...media,
      },
    });
    closer.add(name, () => live.close());
    const sts = new StsProcess(live.stack.options.ports.sts);
    closer.add(`scripted speech of ${name}`, () => sts.kill());
    await sts.start();
    return [live, thirdParty];
  }

  it('give each language back by its path, and to a third party whose key is told nowhere', () => {
    expect(embedded.played).to.equal('aac h264');
    expect(embedded.thirdParty).to.equal('aac h264');
    const addresses = embedded.status.outputs.map(({ url }) => url.replace(/:\d+/, ''));
    expect(addresses).to.deep.equal(['rtmp://127.0.0.1/live/news/out/es', 'rtmp://127.0.0.1/app/[redacted]']);
    expect(JSON.stringify(embedded.status)).not.to.contain(KEY);
  });

  it('have the page, the playlist and the words', () => {
    expect(embedded.watchPage).to.contain('<video');
    expect(embedded.playlist).to.contain('LANGUAGE="es"');
    expect(embedded.captions).to.include('dub es');
  });

  it('look alike from outside', function () {
    if (beside === undefined) return this.skip();
    const { status, ...rest } = beside;
    const { status: embeddedStatus, ...embeddedRest } = embedded;
    expect(rest).to.deep.equal(embeddedRest);
    expect(shapeOf(status)).to.deep.equal(shapeOf(embeddedStatus));
    expect(JSON.stringify(status)).not.to.contain(KEY);
    return undefined;
  });
});

/** What of a status is no matter of time, nor of where the media server listens and how it is read. */
function shapeOf(status: StreamStatus): unknown {
  const { id, state, sourceLanguage, targetLanguages, delayMs, mode, hlsUrl, restarts } = status;
  const outputs = status.outputs.map(({ language, url }) => ({ language, url: url.replace(/:\d+/, '') }));
  const { videoCodec, audioCodec } = status.ingest ?? {};
  const told = { id, state, sourceLanguage, targetLanguages, delayMs, mode, hlsUrl, restarts, videoCodec, audioCodec };
  return { ...told, outputs, fields: Object.keys(status).toSorted() };
}
