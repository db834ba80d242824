import { expect } from 'chai';
import { execFile, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { silentLogger } from '@dubbing/common';

import type { OutputRun } from '../../../src/media/as-run.js';
import { openOutput, type Output, type OutputOptions } from '../../../src/publish/output.js';
import { slicesOf } from '../../support/media/analysis.js';
import { Fixtures, temporaryFolder } from '../../support/media/fixtures.js';
import { play, programmeOf, type Programme } from '../../support/media/programme.js';
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

  it('go on in a new part when the disk was full, and has room again', async function () {
    const disk = fixtures.path('disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      console.warn('      skipped: a small file system cannot be mounted here, which takes the rights of root');
      this.skip();
    }
    try {
      writeFileSync(`${disk}/ballast`, Buffer.alloc(4 * 1024 * 1024 + 700 * 1024));
      const output = open(`${disk}/a.ts`);
      const healthy = open(fixtures.path('beside.ts'));
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
      expect((await slicesOf(fixtures.path('beside.ts'))).hashes).to.have.length(pictures);
      const parts = [`${disk}/a.ts`, `${disk}/a.2.ts`].filter((each) => existsSync(each));
      expect(parts).to.have.length(2);
      const after = (await slicesOf(`${disk}/a.2.ts`)).hashes;
      expect((await slicesOf(source)).hashes).to.include(after[0]);
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
      await until(() => existsSync(path) && statSync(path).size > 400_000);
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

async function packetTimesMs(path: string, track: 'v' | 'a'): Promise<number[]> {
  const words = ['-v', 'error', '-select_streams', track, '-show_entries', 'packet=pts_time'];
  const { stdout } = await run('ffprobe', [...words, '-of', 'csv=p=0', path]);
  return stdout
    .split('\n')
    .map((line) => Number.parseFloat(line) * 1000)
    .filter((ms) => !Number.isNaN(ms));
}
