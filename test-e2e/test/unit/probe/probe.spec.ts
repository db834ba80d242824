import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectDir } from '../../../src/paths.js';
import { liveArguments } from '../../../src/probe/capture/record-live.js';
import type { ProbeReport } from '../../../src/probe/report/report.js';
import { freePorts } from '../../../src/stack/ports.js';
import { startTool } from '../../../src/process/tool.js';
import { FlashingMedia } from '../../support/flashing.js';

interface Ended {
  code: number | null;
  output: string;
}

/** The program itself, as npm starts it. */
function probe(...args: readonly string[]): Promise<Ended> {
  const main = join(projectDir, 'build', 'src', 'probe', 'main.js');
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

describe('the probe', function () {
  this.timeout(60_000);
  let media: FlashingMedia;

  before(async () => {
    media = await FlashingMedia.create();
    await media.make('clean.flv', { seconds: 8 });
    await media.copy('clean.flv', 'clean.ts');
  });

  after(() => media?.close());

  it('finds no fault in a clean file, and writes report and picture', async () => {
    const [json, png] = [media.path('report.json'), media.path('timeline.png')];
    const files = ['--json', json, '--png', png, '--reference', media.path('clean.flv')];
    const { code, output } = await probe(media.path('clean.ts'), ...files);
    expect(code, output).to.equal(0);
    expect(output).to.match(/A\/V offset.*, ms +4 /);
    expect(output).to.match(/frames identical.* 200 of 200/);
    expect(output).to.contain('no faults');
    const report = JSON.parse(await readFile(json, 'utf8')) as ProbeReport;
    expect(report.version).to.equal(1);
    expect(report.faults).to.deep.equal([]);
    expect((await readFile(png)).subarray(1, 4).toString()).to.equal('PNG');
  });

  it('exits with 1 and names the faults of a wrong one', async () => {
    await media.copy('clean.flv', 'late.flv', '-bsf:a', 'setts=ts=TS+0.04/TB');
    const { code, output } = await probe(media.path('late.flv'));
    expect(code).to.equal(1);
    expect(output).to.match(/FAULT +SOUND_LATE at .*40\.\d ms/);
  });

  it('exits with 2 when it cannot be used', async () => {
    expect(await probe()).to.include({ code: 2 });
    const { code, output } = await probe(media.path('nowhere.ts'));
    expect(code).to.equal(2);
    expect(output).to.contain('nowhere.ts');
  });

  describe('on a live output', () => {
    /** Sends the file at its own pace while the probe reads it for three seconds. */
    const whileSending = async (format: string, to: (port: number) => string, from: (port: number) => string) => {
      const { http: port } = await freePorts();
      const listen = to(port).startsWith('http:') ? ['-listen', '1'] : [];
      const pace = ['-v', 'error', '-re', '-i', media.path('clean.flv'), '-c', 'copy', '-f', format, ...listen];
      const sender = startTool('ffmpeg', [...pace, to(port)]);
      try {
        return await probe(from(port), '--seconds', '3', '--reference', media.path('clean.flv'));
      } finally {
        sender.kill();
        await sender.done.catch(() => undefined);
      }
    };

    it('calls a sender of SRT, and reads what it sends as it comes', async () => {
      const { code, output } = await whileSending(
        'mpegts',
        (port) => `srt://127.0.0.1:${port}?mode=listener`,
        (port) => `srt://127.0.0.1:${port}?latency=80`,
      );
      expect(code, output).to.equal(0);
      expect(output).to.match(/frames identical to the reference’s +(\d+) of \1\n/);
    });

    it('listens for a sender of SRT, with a passphrase', async () => {
      const secret = 'passphrase=only-for-this-test';
      const { code, output } = await whileSending(
        'mpegts',
        (port) => `srt://127.0.0.1:${port}?${secret}`,
        (port) => `srt://127.0.0.1:${port}?mode=listener&${secret}`,
      );
      expect(code, output).to.equal(0);
      expect(output).not.to.contain('only-for-this-test');
    });

    it('reads FLV over HTTP', async () => {
      const at = (port: number): string => `http://127.0.0.1:${port}/live.flv`;
      const { code, output } = await whileSending('flv', at, at);
      expect(code, output).to.equal(0);
    });

    it('says so when nobody answers', async () => {
      const { code, output } = await probe(
        `rtmp://127.0.0.1:${(await freePorts()).http}/live/nobody`,
        '--seconds',
        '3',
      );
      expect(code).to.equal(2);
      expect(output).to.contain('nothing could be read');
    });
  });

  it('reads RTSP over TCP, and everything that carries a container as it comes', () => {
    expect(liveArguments('rtsp://host/path').args).to.include.members(['-rtsp_transport', 'tcp']);
    expect(liveArguments('rtmp://host/live/x').args).to.include('data');
    expect(liveArguments('srt://host:1?latency=200').args).to.include('srt://host:1?latency=200000');
  });
});
