import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { StreamStatus } from '@dubbing/contracts';
import { ContainerPair } from '../../src/containers/pair.js';
import { cacheDir } from '../../src/paths.js';
import { generateProgramme } from '../../src/programme/generate.js';
import type { ProgrammeManifest } from '../../src/programme/manifest.js';
import { LivePublisher } from '../../src/programme/publisher.js';
import type { Measurement } from '../../src/probe/programme/recording.js';
import { Recording } from '../../src/stack/record.js';
import { requireContainers } from '../support/containers.js';
import { faultsOf } from '../support/faults.js';
import { measureApart } from '../support/measure-apart.js';

const STREAM = 'news';
const programmeFile = join(cacheDir, 'programme', 'programme.flv');

const spoken = ({ languages }: StreamStatus): number =>
  languages.find(({ language }) => language === 'es')?.spoken ?? 0;
const headMs = ({ ingest }: StreamStatus): number => Number(BigInt(ingest?.headPtsNs ?? 0) / 1_000_000n);

/** One broadcast, from the first picture to the last; its tests follow each other. */
describe('the images of both services, each in a container', function () {
  this.timeout(240_000);
  let dir: string | undefined;
  let pair: ContainerPair;
  let publisher: LivePublisher;
  let recording: Recording;
  let manifest: ProgrammeManifest;
  let status: StreamStatus;
  let measured: Measurement;

  before(async function () {
    await requireContainers(this);
    manifest = await generateProgramme({ file: programmeFile });
    dir = await mkdtemp(join(tmpdir(), 'dubbing-images-'));
    pair = await ContainerPair.start({ dir });
    const { signal } = new AbortController();
    const { durationMs } = manifest;
    publisher = await LivePublisher.start({ file: programmeFile, durationMs, url: pair.publishUrl(STREAM), signal });
    await pair.untilOnAir(STREAM);
    recording = new Recording(pair.flvUrl(STREAM, 'es'), join(dir, 'es.flv'));
  });

  after(async () => {
    await publisher?.close().catch(() => undefined);
    await pair?.close();
    if (dir !== undefined) await rm(dir, { recursive: true, force: true });
  });

  it('dub what an encoder outside publishes', async () => {
    status = await pair.until(STREAM, 'three spoken segments', 120_000, (now) => spoken(now) >= 3);
    expect(status.state).to.equal('live');
  });

  it('answer with HLS, in the original language and in the dub', async () => {
    const master = await pair.api.text(`/hls/${STREAM}/master.m3u8`);
    expect([...master.matchAll(/TYPE=AUDIO.*LANGUAGE="(\w+)"/g)].map(([, language]) => language)).to.have.members([
      'en',
      'es',
    ]);
  });

  it('are found well by their HEALTHCHECK', async () => {
    for (const container of [pair.media, pair.sts]) {
      const { code, output } = await container.probe();
      expect(code, `${container.name}: ${output}`).to.equal(0);
    }
  });

  it('go on with the original when sts-service is told to end, which ends with 0', async () => {
    const before = await pair.api.stream(STREAM);
    expect(await pair.sts.stop()).to.equal(0);
    await pair.until(STREAM, 'three more seconds on air', 20_000, (now) => headMs(now) > headMs(before) + 3_000);
    expect(pair.media.isRunning).to.equal(true);
  });

  it('dub again when sts-service comes back at another address', async () => {
    const { address } = pair.sts;
    await pair.startSts();
    expect(pair.sts.address).to.not.equal(address);
    const before = spoken(await pair.api.stream(STREAM));
    await pair.until(STREAM, 'two more spoken segments', 120_000, (now) => spoken(now) >= before + 2);
  });

  it('leave what was recorded in the volumes, as the user of the image', async () => {
    const volumes = pair.media.settings.volumes.map(({ source }) => source);
    const files = (await Promise.all(volumes.map((volume) => readdir(volume, { recursive: true })))).flat();
    expect(files.filter((file) => file.endsWith('master.m3u8'))).to.have.length(1);
    expect(files.filter((file) => file.endsWith('.jsonl'))).to.have.length(1);
  });

  it('end in order: media-service with 0 when it is told to, and nothing is left of either', async () => {
    expect(await pair.media.stop()).to.equal(0);
    expect(await pair.sts.stop()).to.equal(0);
    await recording.finish(join(dir ?? '', 'es.ts'));
    measured = await measureApart(join(dir ?? '', 'es.ts'), programmeFile, manifest);
  });

  it('kept every picture bit for bit, from the first to the last', () => {
    const { picture } = measured;
    expect(picture?.frames).to.be.greaterThan(900);
    expect(picture?.identical).to.equal(picture?.frames);
  });

  it('made no fault that the probe knows, and let the dub be heard', () => {
    expect(faultsOf(measured)).to.deep.equal([]);
    expect(measured.avOffset?.pairs.length).to.be.at.least(2);
    const { sentences } = measured;
    expect(sentences.filter(({ heard }) => heard === 'nothing')).to.deep.equal([]);
    expect(sentences.filter(({ heard }) => heard === 'dub').length).to.be.at.least(3);
  });
});
