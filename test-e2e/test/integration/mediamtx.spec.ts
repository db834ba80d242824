import { expect } from 'chai';
import type { StreamStatus } from '@dubbing/contracts';
import { mediaMtxBinary, programOnPath } from '../../src/config.js';
import { openInput } from '../../src/probe/capture/open.js';
import { openFile } from '../../src/probe/capture/open-file.js';
import { measure } from '../../src/probe/measure.js';
import type { ProbeReport } from '../../src/probe/report/report.js';
import { startTool, type Tool } from '../../src/process/tool.js';
import { freePorts } from '../../src/stack/ports.js';
import { faultsOf } from '../support/faults.js';
import { FlashingMedia } from '../support/flashing.js';
import { LiveTest } from '../support/live.js';
import { MediaMtx } from '../support/mediamtx.js';

const STREAM = 'news';
const SOURCE = `live/${STREAM}/in`;
const OUTPUT = `live/${STREAM}/out/es`;
/** Two flashes at least. */
const SECONDS = 4;
const GRACE_MS = 5_000;

describe('beside MediaMTX', function () {
  this.timeout(120_000);
  let server: MediaMtx | undefined;
  let live: LiveTest;
  let media: FlashingMedia;
  let reference: string;
  let publisher: Tool | undefined;

  before(async function () {
    const binary = mediaMtxBinary();
    if (binary === undefined) {
      process.stdout.write('      skipped: there is no mediamtx on the PATH, and MEDIAMTX_BIN names none\n');
      this.skip();
    }
    if (programOnPath('curl') === undefined) {
      process.stdout.write('      skipped: the hooks call curl, which is not on the PATH\n');
      this.skip();
    }
    server = await MediaMtx.choosePorts(binary);
    const ports = await freePorts();
    media = await FlashingMedia.create();
    await server.configure(media.folder, `127.0.0.1:${ports.http}`);
    await server.start();
    [reference, live] = await Promise.all([
      media.make('source.flv', { seconds: 60 }),
      LiveTest.start({
        ports,
        withSts: false,
        media: {
          ...server.settings,
          MEDIA_TARGET_LANGUAGES: 'es',
          MEDIA_DELAY_MS: '2000',
          MEDIA_HLS: 'false',
          MEDIA_GRACE_MS: String(GRACE_MS),
        },
      }),
    ]);
  });

  after(async () => {
    publisher?.kill();
    await live?.close();
    await server?.stop();
    await media?.close();
  });

  const publish = (): Tool => {
    const args = ['-v', 'error', '-re', '-i', reference, '-c', 'copy', '-f', 'flv'];
    return startTool('ffmpeg', [...args, server?.rtmpUrl(SOURCE) ?? '']);
  };

  const readBack = async (): Promise<ProbeReport> => {
    const url = server?.srtUrl(OUTPUT) ?? '';
    const capture = await openInput(url, { seconds: SECONDS, signal: new AbortController().signal });
    try {
      return await measure(capture, { reference: await openFile(reference) });
    } finally {
      await capture.close();
    }
  };

  const expectWhole = (report: ProbeReport): void => {
    expect(faultsOf(report)).to.deep.equal([]);
    expect(report.picture?.frames).to.be.greaterThan(60);
    expect(report.picture?.identical).to.equal(report.picture?.frames);
    expect(report.avOffset?.pairs.length).to.be.greaterThan(0);
  };

  it('is told of a publish, and what it gives back is the source, bit for bit and in sync', async () => {
    publisher = publish();
    // The stream is not there before the hook has called.
    await live.untilOnAir(STREAM);
    expectWhole(await readBack());
  });

  it('takes up again where its server was started anew, with the same worker', async () => {
    const { ingest, outputs } = await live.stack.api.stream(STREAM);
    await server?.stop();
    publisher?.kill();
    await server?.start();
    publisher = publish();
    const isBack = (status: StreamStatus): boolean =>
      status.state === 'live' &&
      (status.ingest?.reconnects ?? 0) > (ingest?.reconnects ?? 0) &&
      status.outputs.every(({ state, restarts }) => state === 'live' && restarts > (outputs[0]?.restarts ?? 0));
    expect(await live.until(STREAM, 'the stream to be back', 30_000, isBack)).to.include({ restarts: 0 });
    expectWhole(await readBack());
  });

  it('ends when its publisher has been away for the grace period', async () => {
    publisher?.kill();
    const { endedAt } = await live.until(STREAM, 'the end', GRACE_MS + 20_000, ({ state }) => state === 'ended');
    expect(endedAt).to.be.a('string');
  });
});
