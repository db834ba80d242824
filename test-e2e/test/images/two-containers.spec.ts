import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { StreamStatus } from '@dubbing/contracts';
import { findInTree, treeOf } from '../../src/bench/process-usage.js';
import type { Container } from '../../src/containers/container.js';
import { ContainerPair } from '../../src/containers/pair.js';
import { eventually } from '../../src/eventually.js';
import { cacheDir } from '../../src/paths.js';
import { generateProgramme } from '../../src/programme/generate.js';
import type { ProgrammeManifest } from '../../src/programme/manifest.js';
import type { Measurement } from '../../src/probe/programme/recording.js';
import { LivePublisher } from '../../src/programme/publisher.js';
import { Recording } from '../../src/stack/record.js';
import { requireContainers } from '../support/containers.js';
import { faultsOf } from '../support/faults.js';
import { measureApart } from '../support/measure-apart.js';
import { rootOf, writableMounts } from '../support/mounts.js';

const STREAM = 'news';
const UID = 10001;
const programmeFile = join(cacheDir, 'programme', 'programme.flv');

/** Streams may take their time to come to a pause; players of HLS then still fetch the last of it. */
const STOP_PATIENCE_MS = 90_000;

/** The last sound goes down to nothing in 120 ms, and pictures may end a little later. */
const LAST_MS = 400;

const spoken = ({ languages }: StreamStatus): number =>
  languages.find(({ language }) => language === 'es')?.spoken ?? 0;
const headMs = ({ ingest }: StreamStatus): number => Number(BigInt(ingest?.headPtsNs ?? 0) / 1_000_000n);

/** One pair of containers and one broadcast, from its first picture to its last; the tests follow each other. */
describe('the images of both services, each in a container', function () {
  this.timeout(240_000);
  let dir: string | undefined;
  let pair: ContainerPair;
  let publisher: LivePublisher;
  let recording: Recording;
  let manifest: ProgrammeManifest;
  let measured: Measurement;

  before(async function () {
    await requireContainers(this);
    manifest = await generateProgramme({ file: programmeFile });
    dir = await mkdtemp(join(tmpdir(), 'dubbing-images-'));
    // Two seconds more than the service's own delay: other tests share the processors with this one.
    pair = await ContainerPair.start({ dir, media: { MEDIA_DELAY_MS: '10000' } });
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

  const both = (): Container[] => [pair.media, pair.sts];

  /** A container of the same image that runs another command. */
  const instead = ({ name, settings: { image } }: Container, ...command: string[]): Promise<Container> =>
    pair.site.run({ name: `${name}-instead`, image, command });

  it('are run by a user that is not root, without capabilities and without a way to get any', async () => {
    for (const pid of both().flatMap((container) => treeOf(container.pid))) {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      expect(status).to.match(new RegExp(`^Uid:\\s+${UID}\\s+${UID}\\s+${UID}\\s+${UID}$`, 'm'));
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
        expect(status, set).to.match(new RegExp(`^${set}:\\s+0+$`, 'm'));
      expect(status).to.match(/^NoNewPrivs:\s+1$/m);
    }
  });

  it('can write their volumes and /tmp, and nothing else', async () => {
    for (const container of both()) {
      const { pid, name, settings } = container;
      const volumes = Object.keys(settings.image.config.Volumes ?? {});
      expect(volumes, name).to.have.length.greaterThan(0);
      const mountinfo = await readFile(`/proc/${pid}/mountinfo`, 'utf8');
      expect(rootOf(mountinfo).options, name).to.include('ro');
      expect(writableMounts(mountinfo), name).to.have.members([...volumes, '/tmp']);
      const places = ['/', '/app', '/app/dist', '/etc', '/usr/bin', '/var/log', '/var/lib', ...volumes, '/tmp'];
      const trial = `for d in ${places.join(' ')}; do (: > $d/written) 2>/dev/null && rm $d/written && echo $d; done; true`;
      expect((await container.run(['sh', '-c', trial])).output.split('\n'), name).to.deep.equal([...volumes, '/tmp']);
    }
  });

  it('are found well by their HEALTHCHECK, from inside', async () => {
    for (const container of both()) {
      const { code, output } = await container.probe();
      expect(code, `${container.name}: ${output}`).to.equal(0);
    }
  });

  it('are found unwell where nobody listens, in one line', async () => {
    const check = async (container: Container): Promise<void> => {
      const idle = await instead(container, 'sleep', '60');
      const { code, output } = await idle.probe();
      expect(code, output).to.equal(1);
      expect(output).to.match(/^.+$/);
      await idle.kill();
    };
    await Promise.all(both().map(check));
  });

  it('have a first process that buries what others leave behind', async () => {
    const container = await instead(pair.media, 'sh', '-c', '(sleep 0.1 & sleep 0.1 &) ; exec sleep 60');
    await eventually(() => findInTree(container.pid, 'sleep\u00000.1').length === 0, {
      what: 'the orphans to end',
      deadlineMs: 10_000,
    });
    await eventually(
      async () => {
        const statuses = treeOf(container.pid).map((pid) => readFile(`/proc/${pid}/status`, 'utf8'));
        const left = await Promise.all(statuses);
        return left.length === 2 && left.every((status) => !status.includes('State:\tZ'));
      },
      { what: 'no zombie to be left', deadlineMs: 5_000 },
    );
    await container.kill();
  });

  it('dub what an encoder outside publishes', async () => {
    const status = await pair.until(STREAM, 'two spoken segments', 120_000, (now) => spoken(now) >= 2);
    expect(status.state).to.equal('live');
  });

  it('answer with HLS, in the original language and in the dub', async () => {
    // It is written with the first whole segment, which may come after the second sentence.
    const master = await eventually(() => pair.api.text(`/hls/${STREAM}/master.m3u8`), {
      what: 'the first segment of HLS',
      deadlineMs: 60_000,
    });
    const offered = [...master.matchAll(/TYPE=AUDIO.*LANGUAGE="(\w+)"/g)].map(([, language]) => language);
    expect(offered).to.have.members(['en', 'es']);
  });

  it('go on with the original when sts-service is told to end, which ends with 0', async () => {
    const before = await pair.api.stream(STREAM);
    expect(await pair.sts.stop()).to.equal(0);
    await pair.until(STREAM, 'two more seconds on air', 20_000, (now) => headMs(now) > headMs(before) + 2_000);
    const { code, output } = await pair.media.probe();
    expect(code, output).to.equal(0);
    expect(output).to.match(/^degraded; speech-to-speech: /);
  });

  it('dub again when sts-service comes back at another address', async () => {
    const { address } = pair.sts;
    await pair.startSts();
    expect(pair.sts.address).to.not.equal(address);
    await pair.until(STREAM, 'a new session', 60_000, ({ sts }) => sts.state === 'connected');
    const before = spoken(await pair.api.stream(STREAM));
    await pair.until(STREAM, 'one more spoken segment', 120_000, (now) => spoken(now) > before);
  });

  it('end when they are told to, with 0: media-service when what is on the air has come to its end', async () => {
    const ended = pair.media.stop(STOP_PATIENCE_MS);
    const readyUrl = `${pair.api.baseUrl}/health/ready`;
    const ending = await eventually(
      async () => {
        const answer = await fetch(readyUrl);
        return answer.status === 503 && answer.text();
      },
      { what: 'media-service to say that it is ending', deadlineMs: 5_000 },
    );
    expect(ending).to.include('"draining"');
    await eventually(() => recording.interruption !== undefined, { what: 'the dub to end', deadlineMs: 60_000 });
    const file = join(dir ?? '', 'es.ts');
    // The service is there a little longer, for players of HLS.
    const measuring = recording.finish(file).then(() => measureApart(file, programmeFile, manifest));
    const [code, measurement] = await Promise.all([ended, measuring]);
    measured = measurement;
    expect(code).to.equal(0);
    expect(recording.interruption).to.equal('the server ended the stream');
    expect(await pair.sts.stop()).to.equal(0);
  });

  it('leave what they wrote in the volumes, as the user of the image, and whole', async () => {
    const volumes = pair.media.settings.volumes.map(({ source }) => source);
    const found = await Promise.all(
      volumes.map(async (volume) => (await readdir(volume, { recursive: true })).map((name) => join(volume, name))),
    );
    const files = found.flat();
    const owners = await Promise.all(files.map(async (file) => (await stat(file)).uid));
    expect(new Set(owners)).to.deep.equal(new Set([UID]));
    expect(files.filter((file) => file.endsWith('.jsonl'))).to.have.length(1);
    const playlists = files.filter((file) => file.endsWith('.m3u8') && !file.endsWith('master.m3u8'));
    expect(playlists.length).to.be.at.least(3);
    for (const playlist of playlists) expect(await readFile(playlist, 'utf8')).to.match(/#EXT-X-ENDLIST\s*$/);
  });

  it('sent every picture bit for bit and made no fault that the probe knows, from the first sentence to the last', () => {
    const endMs = measured.startMs + measured.durationMs;
    // At the very end the sound is let go down to nothing, which is no fault.
    const faults = measured.faults.filter(({ code, atMs = 0 }) => code !== 'SILENCE' || atMs < endMs - LAST_MS);
    expect(faultsOf({ faults }), `the end is at ${endMs} ms`).to.deep.equal([]);
    expect(measured.picture?.frames).to.be.greaterThan(400);
    expect(measured.picture?.identical).to.equal(measured.picture?.frames);
    expect(measured.avOffset?.pairs.length).to.be.at.least(2);
    const { sentences } = measured;
    expect(sentences.filter(({ heard }) => heard === 'nothing')).to.deep.equal([]);
    expect(sentences.filter(({ heard }) => heard === 'dub').length).to.be.at.least(1);
  });
});
