import { expect } from 'chai';
import { execFile, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { silentLogger } from '@dubbing/common';

import type { OutputRun } from '../../../src/media/as-run.js';
import { openOutput, type Output, type OutputOptions } from '../../../src/publish/output.js';
import { eventsOf, offsetsMs, slicesOf } from '../../support/media/analysis.js';
import { Fixtures, temporaryFolder } from '../../support/media/fixtures.js';
import { play, programmeOf, type Programme } from '../../support/media/programme.js';
import { boxAt } from '../../support/mp4-boxes.js';
import { until } from '../../support/until.js';

const run = promisify(execFile);

describe('recordings', function () {
  this.timeout(60_000);
  const fixtures = new Fixtures(temporaryFolder(), 3);
  let source: string;
  let programme: Programme;

  before(async () => {
    source = await fixtures.both('r.mp4', 'mp4mux');
    programme = await programmeOf(source);
  });

  const open = (path: string, options: Partial<OutputOptions> = {}): Output =>
    openOutput({
      url: `file://${path}`,
      language: 'es',
      video: programme.config,
      logger: silentLogger,
      ...options,
    });

  for (const extension of ['ts', 'mp4', 'mkv', 'flv']) {
    it(`are whole, and their time is what the record says: .${extension}`, async () => {
      const path = fixtures.path(`whole.${extension}`);
      const runs: OutputRun[] = [];
      const output = open(path, { onSessionStart: (each) => runs.push(each) });
      await play(programme, [output], { speed: 8 });
      await output.close();
      expect((await slicesOf(path)).hashes).to.deep.equal((await slicesOf(source)).hashes);
      const zeroPtsMs = Number(runs[0]?.zeroPtsNs) / 1e6;
      const [video, audio] = [await packetTimesMs(path, 'v'), await packetTimesMs(path, 'a')];
      const given = programme.video.map(({ ptsNs }) => Number(ptsNs) / 1e6);
      // FLV and Matroska count whole milliseconds.
      expect(Math.min(...video) + zeroPtsMs).to.be.closeTo(Math.min(...given), 1);
      const base = programme.video[0]?.dtsNs ?? 0n;
      const sounds = programme.audio.filter(({ ptsNs }) => ptsNs >= base).map(({ ptsNs }) => Number(ptsNs) / 1e6);
      expect(Math.min(...audio) + zeroPtsMs).to.be.closeTo(Math.min(...sounds), 1);
      expect(output.restarts).to.equal(0);
    });
  }

  for (const codec of ['h264', 'h265'] as const) {
    it(`hold every time exactly where they begin in mid-stream: .mp4 with ${codec}`, async () => {
      const from = codec === 'h264' ? source : await fixtures.hevc('mid.ts', 'mpegtsmux');
      const whole = codec === 'h264' ? programme : await programmeOf(from);
      const keys = whole.video.filter(({ keyFrame }) => keyFrame);
      const video = whole.video.slice(whole.video.indexOf(keys[1] ?? keys[0]!));
      const zeroNs = video[0]?.dtsNs ?? 0n;
      const audio = whole.audio.filter(({ ptsNs }) => ptsNs >= zeroNs);
      // What a recording that begins its sound with its picture would get wrong.
      expect(Number((audio[0]?.ptsNs ?? 0n) - zeroNs) / 1e6).to.be.above(3);
      const path = fixtures.path(`mid-${codec}.mp4`);
      const output = open(path, { video: whole.config });
      await play({ ...whole, video, audio }, [output], { speed: 8 });
      await output.close();

      const inMs = (timesNs: readonly bigint[]) => timesNs.map((timeNs) => Number(timeNs - zeroNs) / 1e6);
      expectTimes(await packetTimesMs(path, 'v'), inMs(video.map(({ ptsNs }) => ptsNs)), 1000 / 90_000);
      expectTimes(await packetTimesMs(path, 'v', 'dts'), inMs(video.map(({ dtsNs }) => dtsNs)), 1000 / 90_000);
      // ffprobe writes microseconds.
      expectTimes(await packetTimesMs(path, 'a'), inMs(audio.map(({ ptsNs }) => ptsNs)), 1 / 48 + 0.001);
      const given = offsetsMs(await eventsOf(from));
      const found = offsetsMs(await eventsOf(path));
      expect(found).to.have.length.of.at.least(2);
      found.forEach((offset) => expect(offset).to.be.closeTo(given.at(-1) ?? 0, 1));
      // Both are written at the end alone.
      const lastMs = Math.max(...inMs([...audio, ...video].map(({ ptsNs, durationNs }) => ptsNs + durationNs)));
      const bytes = readFileSync(path);
      expect(Number(boxAt(bytes, 'moov/mvex/mehd').readBigUInt64BE(4))).to.be.closeTo(lastMs, 1);
      const index = boxAt(bytes, 'mfra/tfra');
      const at = Number(index.readBigUInt64BE(16 + 8));
      expect(bytes.toString('latin1', at + 4, at + 8)).to.equal('moof');
      expect(bytes.readUInt32BE(bytes.length - 4)).to.equal(boxAt(bytes, 'mfra').length + 8);
    });
  }

  it('hold sound alone: .mp4', async () => {
    const path = fixtures.path('sound.mp4');
    const output = open(path, { video: undefined });
    await play({ ...programme, video: [] }, [output], { speed: 8 });
    await output.close();
    const firstNs = programme.audio[0]?.ptsNs ?? 0n;
    const times = programme.audio.map(({ ptsNs }) => Number(ptsNs - firstNs) / 1e6);
    expectTimes(await packetTimesMs(path, 'a'), times, 1 / 48 + 0.001);
    expect((await eventsOf(path, 'sound')).beepsMs).to.have.length(2);
  });

  it('never write over one that is there', async () => {
    const path = fixtures.path('kept.ts');
    writeFileSync(path, 'an earlier recording');
    const runs: OutputRun[] = [];
    const output = open(path, { onSessionStart: (each) => runs.push(each) });
    await play(programme, [output], { speed: 8 });
    await output.close();
    expect(runs.map(({ url }) => url)).to.deep.equal([`file://${fixtures.path('kept.2.ts')}`]);
    expect(statSync(path).size).to.equal('an earlier recording'.length);
    expect((await slicesOf(fixtures.path('kept.2.ts'))).hashes).to.have.length(programme.video.length);
  });

  for (const extension of ['ts', 'mp4'])
    it(`go on in a new part when the disk was full, and has room again: .${extension}`, async function () {
      const disk = fixtures.path(`disk-${extension}`);
      mkdirSync(disk);
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk], { stdio: 'ignore' });
      } catch {
        console.warn('      skipped: a small file system cannot be mounted here, which takes the rights of root');
        this.skip();
      }
      try {
        writeFileSync(`${disk}/ballast`, Buffer.alloc(4 * 1024 * 1024 + 700 * 1024));
        const output = open(`${disk}/a.${extension}`);
        const healthy = open(fixtures.path(`beside.${extension}`));
        const pictures = await play(programme, [output, healthy], {
          speed: 8,
          over: () => {
            if (output.restarts > 0 && existsSync(`${disk}/ballast`)) rmSync(`${disk}/ballast`);
            return output.restarts > 0 && output.state === 'live';
          },
        });
        await output.close();
        await healthy.close();
        expect(output.dropped).to.be.above(0);
        expect(healthy.restarts).to.equal(0);
        expect((await slicesOf(fixtures.path(`beside.${extension}`))).hashes).to.have.length(pictures);
        const parts = [`${disk}/a.${extension}`, `${disk}/a.2.${extension}`].filter((each) => existsSync(each));
        expect(parts).to.have.length(2);
        const after = (await slicesOf(`${disk}/a.2.${extension}`)).hashes;
        const slices = (await slicesOf(source)).hashes;
        expect(slices).to.include(after[0]);
        // Up to where the disk was full, the first part is whole; MPEG-TS may have a piece of one more.
        const before = (await slicesOf(`${disk}/a.${extension}`)).hashes.slice(0, -1);
        expect(before.length).to.be.above(30);
        before.forEach((hash, index) => expect(hash, String(index)).to.equal(slices[index % slices.length]));
      } finally {
        execFileSync('umount', [disk]);
      }
    });

  it('say why they are not written, and go on trying', async () => {
    const file = fixtures.path('no-folder');
    writeFileSync(file, '');
    const output = open(`${file}/a.ts`);
    await play(programme, [output], { speed: 4, over: () => output.restarts > 0 });
    expect(output.state).to.equal('retrying');
    expect(output.error).to.include({ code: 'OUTPUT_FAILED', retryable: true });
    expect(output.error?.message).to.match(/EEXIST|ENOTDIR/);
    await output.close();
    const single = open(`${file}/b.ts`, { files: 'single' });
    await until(() => single.state === 'failed');
    await single.close();
  });

  for (const extension of ['ts', 'mp4']) {
    it(`can be played up to where their worker was killed: .${extension}`, async () => {
      const path = fixtures.path(`killed.${extension}`);
      const child = fork(
        fileURLToPath(new URL('../../support/media/recorder-main.js', import.meta.url)),
        [source, path],
        {
          stdio: 'ignore',
        },
      );
      const gone = once(child, 'exit');
      // Before it is written, the file is tried with zeros.
      await until(() => existsSync(path) && statSync(path).size > 400_000 && isBegun(path));
      child.kill('SIGKILL');
      await gone;
      const words = ['-v', 'error', '-count_packets', '-show_entries', 'stream=codec_type,nb_read_packets'];
      const { stdout, stderr } = await run('ffprobe', [...words, '-of', 'csv=p=0', path]);
      expect(stderr).to.equal('');
      const counts = new Map(
        stdout
          .trim()
          .split('\n')
          .map((line) => line.split(',') as [string, string]),
      );
      expect(Number(counts.get('video'))).to.be.above(100);
      expect(Number(counts.get('audio'))).to.be.above(100);
    });
  }
});

function isBegun(path: string): boolean {
  const file = openSync(path, 'r');
  const head = Buffer.alloc(8);
  readSync(file, head);
  closeSync(file);
  return head.some((byte) => byte !== 0);
}

function expectTimes(found: readonly number[], given: readonly number[], toleranceMs: number): void {
  expect(found).to.have.length(given.length);
  found.forEach((ms, index) => expect(ms, String(index)).to.be.closeTo(given[index] ?? Number.NaN, toleranceMs));
}

async function packetTimesMs(path: string, track: 'v' | 'a', time: 'pts' | 'dts' = 'pts'): Promise<number[]> {
  const words = ['-v', 'error', '-select_streams', track, '-show_entries', `packet=${time}_time`];
  const { stdout } = await run('ffprobe', [...words, '-of', 'csv=p=0', path]);
  return stdout
    .split('\n')
    .map((line) => Number.parseFloat(line) * 1000)
    .filter((ms) => !Number.isNaN(ms));
}
