import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sleep } from '@dubbing/common';
import { expect } from 'chai';
import { readRecord } from '../../src/as-run/read-record.js';
import { decodeSound } from '../support/decode-sound.js';
import { generateTalk, probePackets, temporaryFolder } from '../support/generated-media.js';
import { startScriptedSts, type ScriptedSts } from '../support/scripted-sts.js';
import { together } from '../support/together.js';

const main = fileURLToPath(new URL('../../src/main.js', import.meta.url));
/** Signals that come closer are one wish. */
const ANOTHER_WISH_MS = 1100;
/** The frames of AAC do not end where the sound does, and a container does not say how much of the last one counts. */
const FRAMES_MS = 90;
const LOUD = 1000;

interface Ended {
  readonly code: number | null;
  readonly told: string;
}

function run(env: Record<string, string>): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, told })) };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** The last fragment that was spoken, in milliseconds of the programme, and how many there were. */
interface LastWords {
  readonly fragments: number;
  readonly outcome: string;
  readonly dubStartMs: number;
  readonly dubEndMs: number;
  /** The time in the programme at which times are 0 in what was published, and in the recording. */
  readonly zeroMs: { readonly published: number; readonly recorded: number };
}

/** A service beside a scripted speech-to-speech, with a publisher that does not go by itself. */
class Station {
  readonly url: string;
  readonly flvUrl: string;
  readonly recording: string;
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  #publisher: ChildProcess | undefined;
  readonly #rtmpPort: number;

  private constructor(
    readonly folder: string,
    readonly sts: ScriptedSts,
    [port = 0, rtmp = 0, flv = 0]: readonly number[],
  ) {
    this.url = `http://127.0.0.1:${port}`;
    this.flvUrl = `http://127.0.0.1:${flv}/live/news/out/es.flv`;
    this.#rtmpPort = rtmp;
    this.recording = join(folder, 'es.mp4');
    const { child, ended } = run({
      MEDIA_PORT: String(port),
      MEDIA_RTMP_PORT: String(rtmp),
      MEDIA_FLV_PORT: String(flv),
      MEDIA_LOG_LEVEL: 'warn',
      MEDIA_STS_URL: sts.url,
      MEDIA_TARGET_LANGUAGES: 'es',
      MEDIA_DELAY_MS: '5000',
      MEDIA_HLS_DIR: join(folder, 'hls'),
      MEDIA_HLS_TARGET_MS: '1000',
      MEDIA_RECORD_DIR: folder,
      MEDIA_AS_RUN_DIR: join(folder, 'as-run'),
      MEDIA_EGRESS_URL_TEMPLATES: `file://${join(folder, '{lang}.mp4')}`,
    });
    this.#child = child;
    this.ended = ended;
  }

  static async open(folder: string): Promise<Station> {
    await mkdir(folder);
    return new Station(folder, await startScriptedSts(), await freePorts(3));
  }

  /** Publishes `talk`; resolves when there is something to hear, and something behind it in the delay line. */
  async goOnAir(talk: string): Promise<void> {
    await this.until(async () => (await this.status('/health/ready')).code === 200);
    const line = `filesrc location=${talk} ! flvdemux name=d d.video ! h264parse ! queue ! flvmux name=m streamable=true ! rtmp2sink sync=true location=rtmp://127.0.0.1:${this.#rtmpPort}/live/news/in d.audio ! aacparse ! queue ! m.`;
    this.#publisher = spawn('gst-launch-1.0', ['-q', ...line.split(' ')], { stdio: 'ignore' });
    await this.until(
      async () => this.sts.fragments.length > 2 && (await this.status('/hls/news/master.m3u8')).code === 200,
    );
  }

  get #isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  tell(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for something while the service runs. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await holds())) {
      if (this.#isOver) throw new Error(`the service ended: ${(await this.ended).told}`);
      await sleep(50);
    }
  }

  /** What a route answers; 0 while nobody does. */
  async status(path: string, init?: RequestInit): Promise<{ code: number; body: string }> {
    try {
      const answer = await fetch(`${this.url}${path}`, init);
      return { code: answer.status, body: await answer.text() };
    } catch {
      return { code: 0, body: '' };
    }
  }

  /** What a viewer of the published output gets from now on, until there is no more. */
  async watch(): Promise<string> {
    let answer: Response | undefined;
    await this.until(async () => (answer = await fetch(this.flvUrl).catch(() => undefined))?.ok === true);
    const file = join(this.folder, 'watched.flv');
    await writeFile(file, new Uint8Array((await answer?.arrayBuffer()) ?? new ArrayBuffer()));
    return file;
  }

  async lastWords(): Promise<LastWords> {
    const { entries } = await readRecord(join(this.folder, 'as-run', 'news.jsonl'), { limit: 1000, since: '' });
    const fragments = entries.filter((entry) => entry['type'] === 'fragment') as unknown as {
      languages: { outcome: string; placedStartPtsNs: string; placedEndPtsNs: string }[];
    }[];
    const zeroOf = (end: string): number =>
      Number(entries.findLast(({ url }) => String(url).endsWith(end))?.['zeroPtsNs']) / 1e6;
    const last = fragments.at(-1);
    const [es] = last?.languages ?? [];
    return {
      fragments: fragments.length,
      outcome: es?.outcome ?? '',
      dubStartMs: Number(es?.placedStartPtsNs) / 1e6,
      dubEndMs: Number(es?.placedEndPtsNs) / 1e6,
      zeroMs: { published: zeroOf('/out/es'), recorded: zeroOf('es.mp4') },
    };
  }

  async close(): Promise<void> {
    if (!this.#isOver) this.#child.kill('SIGKILL');
    this.#publisher?.kill();
    await this.ended;
    await this.sts.close();
  }
}

/** Where in the programme the first sample of a file lies, in milliseconds. */
async function startMsOf(file: string, zeroMs: number): Promise<number> {
  const packets = (await probePackets(file)) ?? [];
  return zeroMs + 1000 * Number(packets.find(({ codec_type: type }) => type === 'audio')?.pts_time);
}

/** The largest magnitude in each stretch of 300 ms (a syllable of the scripted dub is in each) between two times. */
function peaks(samples: Int16Array, fromMs: number, untilMs: number): number[] {
  const found: number[] = [];
  for (let ms = fromMs; ms + 300 <= untilMs; ms += 300) {
    const stretch = samples.subarray(2 * Math.round(ms * 48), 2 * Math.round((ms + 300) * 48));
    found.push(stretch.reduce((most, each) => Math.max(most, Math.abs(each)), 0));
  }
  return found;
}

describe('The service as a process', function () {
  this.timeout(120_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let talk: string;
  const stations: Station[] = [];

  before(async () => {
    folder = await temporaryFolder('process');
    talk = join(folder.path, 'talk.flv');
    await generateTalk(talk, 40, { pauses: true });
    for (const name of ['once', 'twice']) stations.push(await Station.open(join(folder.path, name)));
  });
  after(async () => {
    await Promise.all(stations.map((station) => station.close()));
    await folder.remove();
  });

  together({
    'ends at a pause when it is told to, with the last sentence whole wherever it was sent': async () => {
      const [station] = stations as [Station, Station];
      const watched = station.watch();
      await station.goOnAir(talk);
      station.tell('SIGTERM');
      await station.until(async () => (await station.status('/health/ready')).code !== 200);
      const { code, body } = await station.status('/health/ready');
      expect(code).to.equal(503);
      expect(body).to.contain('"draining"');
      const wanted = { id: 'other', input: 'rtmp://127.0.0.1/live/other', targetLanguages: ['es'] };
      const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(wanted) };
      const refused = await station.status('/v1/streams', request);
      expect(refused.code, refused.body).to.equal(503);
      expect(refused.body).to.contain('SHUTTING_DOWN');
      // Who is some segments behind still gets the last ones, and hears that they are.
      const master = (await station.status('/hls/news/master.m3u8')).body;
      const playlist = `/hls/news/${master.split('\n').find((each) => each !== '' && !each.startsWith('#')) ?? ''}`;
      await station.until(async () => (await station.status(playlist)).body.includes('#EXT-X-ENDLIST'));

      const { code: exitCode, told } = await station.ended;
      expect(exitCode, told).to.equal(0);
      const { fragments, outcome, dubStartMs, dubEndMs, zeroMs } = await station.lastWords();
      expect(outcome).to.equal('spoken');
      expect(fragments).to.equal(station.sts.fragments.length);
      const files = [
        { file: await watched, zero: zeroMs.published },
        { file: station.recording, zero: zeroMs.recorded },
      ];
      for (const { file, zero } of files) {
        const samples = decodeSound(file) ?? new Int16Array();
        const startMs = await startMsOf(file, zero);
        const dub = peaks(samples, dubStartMs + FRAMES_MS - startMs, dubEndMs - FRAMES_MS - startMs);
        expect(dub.length, file).to.be.at.least(1);
        for (const peak of dub) expect(peak, file).to.be.above(LOUD);
        const lengthMs = samples.length / 96;
        expect(startMs + lengthMs, file).to.be.above(dubEndMs);
        expect(peaks(samples, lengthMs - 300, lengthMs)[0], file).to.be.below(LOUD);
      }
    },

    'ends at once when it is told to a second time, with its files complete': async () => {
      const [, station] = stations as [Station, Station];
      await station.goOnAir(talk);
      station.tell('SIGTERM');
      await sleep(ANOTHER_WISH_MS);
      station.tell('SIGTERM');
      const { code, told } = await station.ended;
      expect(code, told).to.equal(0);
      const samples = decodeSound(station.recording);
      const { entries } = await readRecord(join(station.folder, 'as-run', 'news.jsonl'), { limit: 1000, since: '' });
      const zeroMs = Number(entries.find(({ url }) => String(url).endsWith('es.mp4'))?.['zeroPtsNs']) / 1e6;
      const lastSentMs = Number(station.sts.fragments.at(-1)?.startPtsNs) / 1e6;
      // What the delay line held was not waited for.
      expect(zeroMs + (samples?.length ?? 0) / 96).to.be.within(zeroMs + 500, lastSentMs);
    },
  });

  it('tells all faults of its settings together, and ends with 2', async () => {
    const { code, told } = await run({ MEDIA_PORT: 'eighty', MEDIA_MODE: 'loud', MEDIA_DRAIN_MS: 'never' }).ended;
    expect(code).to.equal(2);
    for (const variable of ['MEDIA_PORT', 'MEDIA_MODE', 'MEDIA_DRAIN_MS']) expect(told).to.contain(variable);
  });
});
