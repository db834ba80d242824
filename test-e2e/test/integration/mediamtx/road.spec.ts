import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Closer } from '@dubbing/common';
import { expect } from 'chai';
import { openFile } from '../../../src/probe/capture/open-file.js';
import { recordLive } from '../../../src/probe/capture/record-live.js';
import { hearSentences, type HeardSentence } from '../../../src/probe/dub/sentences.js';
import { measure } from '../../../src/probe/measure.js';
import type { ProbeReport } from '../../../src/probe/report/report.js';
import { withSound } from '../../../src/probe/sound/decode.js';
import { startTool } from '../../../src/process/tool.js';
import { freePorts } from '../../../src/stack/ports.js';
import { faultsOf } from '../../support/faults.js';
import { LiveTest, programmeFile } from '../../support/live.js';
import { MediaMtx, OpenMediaMtx } from '../../support/mediamtx.js';

const STREAM = 'news';
const SPOKEN = 2;
/** The programme flashes every 11 s. */
const SECONDS = 13;

describe('the whole road beside MediaMTX, by hooks alone', function () {
  this.timeout(150_000);
  const closer = new Closer();
  let server: MediaMtx;
  let live: LiveTest;
  let report: ProbeReport;
  let sentences: HeardSentence[];

  before(async function () {
    const found = await MediaMtx.find();
    if (found === undefined) return this.skip();
    server = found;
    const dir = await mkdtemp(join(tmpdir(), 'dubbing-road-'));
    closer.add('folder', () => rm(dir, { recursive: true, force: true }));
    const ports = await freePorts();
    const thirdParty = await OpenMediaMtx.start(server.binary, dir);
    closer.add('third party', () => thirdParty.stop());
    await server.start({ serviceUrl: `http://127.0.0.1:${ports.http}` });
    closer.add('MediaMTX', () => server.stop());
    live = await LiveTest.start({
      ports,
      media: {
        ...server.settings,
        MEDIA_TARGET_LANGUAGES: 'es',
        MEDIA_DELAY_MS: '8000',
        MEDIA_HLS: 'false',
        // So long that only the hooks can have started the stream.
        MEDIA_RECONCILE_EVERY_MS: '60000',
        MEDIA_EGRESS_URL_TEMPLATES: thirdParty.rtmpUrl('channel/{id}-{lang}'),
      },
    });
    closer.add('stack', () => live.close());
    const args = ['-v', 'error', '-re', '-i', programmeFile, '-c', 'copy', '-f', 'flv'];
    const publisher = startTool('ffmpeg', [...args, server.rtmpUrl(`live/${STREAM}/in`)]);
    publisher.done.catch(() => undefined);
    closer.add('publisher', async () => publisher.kill());
    await live.until(
      STREAM,
      `${SPOKEN} spoken segments`,
      90_000,
      ({ languages }) => languages.length > 0 && languages.every(({ spoken }) => spoken >= SPOKEN),
    );
    const file = join(dir, 'third-party.flv');
    await recordLive(thirdParty.rtmpUrl(`channel/${STREAM}-es`), file, SECONDS, new AbortController().signal);
    report = await measure(await openFile(file, { isCut: true }), { reference: await openFile(programmeFile) });
    const offsetMs = (report.picture?.offsetMs ?? 0) + live.manifest.offsetMs;
    sentences = await withSound(file, (sound) =>
      withSound(programmeFile, (original) => hearSentences(sound, original, live.manifest, offsetMs)),
    );
    return undefined;
  });

  after(() => closer.close());

  it('brings the pictures of the source to a third party over RTMP, bit for bit', () => {
    expect(report.picture?.frames).to.be.greaterThan(200);
    expect(report.picture?.identical).to.equal(report.picture?.frames);
  });

  it('has no fault there that the probe knows: pictures, flash and beep, timestamps', () => {
    expect(faultsOf(report)).to.deep.equal([]);
    expect(report.avOffset?.pairs.length).to.be.at.least(1);
  });

  it('lets the dub be heard there in the places of sentences', () => {
    expect(sentences.filter(({ heard }) => heard === 'dub').length).to.be.at.least(1);
    expect(sentences.filter(({ heard }) => heard === 'nothing')).to.deep.equal([]);
  });

  it('was started by a hook, and sends the same back to MediaMTX', async () => {
    const { outputs, restarts } = await live.stack.api.stream(STREAM);
    expect(restarts).to.equal(0);
    expect(outputs.map(({ language, state }) => ({ language, state }))).to.deep.equal(
      Array(2).fill({ language: 'es', state: 'live' }),
    );
    expect(server.log).to.match(/\[path live\/news\/in\] runOn(Ready|Available) command started/);
    expect(server.log).not.to.match(/\[path live\/news\/out\/es\] runOn/);
  });
});
