import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ScriptedSts } from '../../../src/bench/scripted-sts.js';
import { openFile } from '../../../src/probe/capture/open-file.js';
import { measure } from '../../../src/probe/measure.js';
import { runTool } from '../../../src/process/run-tool.js';
import { generateProgramme } from '../../../src/programme/generate.js';
import { freePorts } from '../../../src/stack/ports.js';
import { dub } from '../../support/dub.js';
import { faultsOf } from '../../support/faults.js';
import { serve } from '../../support/file-server.js';
import { programmeFile } from '../../support/live.js';

/** As much of the programme as holds two flashes and four sentences. */
const SECONDS = 17;
/** Where a source is switched over; a key frame. */
const SWITCH_S = 8;
const later = ['-ss', String(SWITCH_S)];
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-sc_threshold', '0', '-threads', '1', '-g', '30', '-bf', '2'];

interface Input {
  what: string;
  /** The name tells the container. */
  file: string;
  args: string[];
}

const copied = ['-c:v', 'copy'];
const openGop = ['-preset', 'ultrafast', '-x264-params', 'open-gop=1:b-pyramid=2', '-bf', '3', '-g', '30'];
const surround = 'pan=5.1|FL=0.5*FL|FR=0.5*FR|FC=0.5*FL+0.5*FR|BL=0.1*FL|BR=0.1*FR|LFE=0.05*FL';

const inputs: Input[] = [
  { what: 'H.264 with B-frames and AAC in FLV', file: 'plain.flv', args: ['-c', 'copy'] },
  { what: 'the same in MPEG-TS', file: 'plain.ts', args: ['-c', 'copy'] },
  {
    what: 'open groups of pictures with a B-pyramid',
    file: 'open.ts',
    args: ['-c:v', 'libx264', ...openGop, '-c:a', 'copy'],
  },
  {
    what: 'a variable frame rate',
    file: 'vfr.mp4',
    args: ['-vf', "select='not(eq(mod(n,7),3))+lt(mod(t+5,10),0.2)'", '-fps_mode', 'vfr', ...x264, '-c:a', 'copy'],
  },
  { what: 'mono at 44.1 kHz', file: 'mono.flv', args: [...copied, '-c:a', 'aac', '-ac', '1', '-ar', '44100'] },
  { what: 'AAC 5.1', file: 'surround.ts', args: [...copied, '-af', surround, '-c:a', 'aac'] },
  { what: 'MP3', file: 'mp3.ts', args: [...copied, '-c:a', 'libmp3lame'] },
  { what: 'Opus in Matroska', file: 'opus.mkv', args: [...copied, '-c:a', 'libopus'] },
  { what: 'Opus in MPEG-TS', file: 'opus.ts', args: [...copied, '-c:a', 'libopus'] },
  {
    what: 'sound that begins three seconds late',
    file: 'late.ts',
    args: [...copied, '-af', "aselect='gte(t,3.1)'", '-c:a', 'aac'],
  },
  {
    what: 'sound that stops for two seconds',
    file: 'stops.ts',
    args: [...copied, '-af', "aselect='not(between(t,8,10))'", '-c:a', 'aac'],
  },
  { what: 'a clock of 33 bits that wraps', file: 'wrap.ts', args: ['-c', 'copy', '-output_ts_offset', '95435'] },
];

describe('what comes out of each kind of input', function () {
  this.timeout(120_000);
  let folder: string;
  let sts: ScriptedSts;
  let stsUrl: string;
  let outputs = 0;

  const at = (name: string): string => join(folder, name);
  const make = (name: string, ...args: string[]): Promise<unknown> =>
    runTool('ffmpeg', ['-v', 'error', '-y', ...args, at(name)]);

  before(async () => {
    await generateProgramme({ file: programmeFile });
    folder = await mkdtemp(join(tmpdir(), 'dubbing-inputs-'));
    const { sts: port } = await freePorts();
    sts = await ScriptedSts.start({ port, replyAfterMs: 50 });
    stsUrl = `http://127.0.0.1:${port}`;
    // Smaller, so that the many encodings of it cost little.
    await make('clip.flv', '-t', String(SECONDS), '-i', programmeFile, '-vf', 'scale=320:180', ...x264, '-c:a', 'copy');
  });

  after(async () => {
    await sts?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  /** Dubs with the worker of media-service; gives the file that it published. */
  const dubbed = async (input: string, pace = '--fast'): Promise<string> => {
    outputs += 1;
    const output = at(`out-${outputs}-{lang}.ts`);
    const args = ['--input', input, '--target', 'es', '--output', output, '--sts', stsUrl, pace];
    const { code, output: said } = await dub(...args);
    expect(code, said).to.equal(0);
    expect(said).to.match(/[1-9]\d* spoken/);
    return output.replace('{lang}', 'es');
  };

  /** Probes what was published against what it was made from. */
  const expectWhole = async (output: string, reference: string): Promise<void> => {
    const report = await measure(await openFile(output), { reference: await openFile(reference) });
    expect(faultsOf(report)).to.deep.equal([]);
    const { picture, avOffset } = report;
    expect(picture).to.include({ identical: picture?.frames, beforeFirst: 0, afterLast: 0, lostAtEdges: 0 });
    expect(picture?.frames).to.be.greaterThan(300);
    expect(avOffset?.pairs).to.have.length(2);
  };

  /** Two programmes behind each other in one MPEG-TS, as a source leaves them that was switched over. */
  const switched = async (name: string, ...second: string[]): Promise<string> => {
    const parts = [`1-${name}`, `2-${name}`];
    await make(parts[0] ?? '', '-i', at('clip.flv'), '-t', String(SWITCH_S), '-c', 'copy');
    await make(parts[1] ?? '', ...second);
    await writeFile(at(name), Buffer.concat(parts.map((part) => readFileSync(at(part)))));
    return at(name);
  };

  const files: readonly { what: string; input: () => Promise<string> }[] = [
    ...inputs.map(({ what, file, args }) => ({
      what,
      input: async () => {
        await make(file, '-i', at('clip.flv'), ...args);
        return at(file);
      },
    })),
    {
      what: 'timestamps that jump by a quarter of an hour',
      input: () => switched('jump.ts', ...later, '-i', at('clip.flv'), '-c', 'copy', '-output_ts_offset', '1000'),
    },
    {
      what: 'another size of the picture from the middle on',
      input: () => {
        const smaller = ['-vf', 'scale=256:144', ...x264, '-c:a', 'copy'];
        const behind = ['-output_ts_offset', String(SWITCH_S + 0.2)];
        return switched('size.ts', '-i', at('clip.flv'), ...later, ...smaller, ...behind);
      },
    },
  ];

  describe('in a file', () => {
    const found = new Map<string, Promise<void>>();

    // One is dubbed while the one before it is probed: neither keeps a machine busy alone.
    before(() => {
      let earlier: Promise<unknown> = Promise.resolve();
      for (const { what, input } of files) {
        const made = earlier.then(async () => {
          const reference = await input();
          return { reference, output: await dubbed(reference) };
        });
        earlier = made.catch(() => undefined);
        const whole = made.then(({ reference, output }) => expectWhole(output, reference));
        // Who is asked later must not count as unhandled until then.
        whole.catch(() => undefined);
        found.set(what, whole);
      }
    });

    for (const { what } of files) it(`${what}: every slice, in time, with its sound`, () => found.get(what));
  });

  it('HLS: every slice, in time, with its sound', async () => {
    await make('list.m3u8', '-i', at('clip.flv'), '-c', 'copy', '-f', 'hls', '-hls_time', '3', '-hls_list_size', '0');
    const server = await serve((path) => {
      try {
        return readFileSync(at(path.slice(1)));
      } catch {
        return undefined;
      }
    });
    try {
      await expectWhole(await dubbed(`${server.url}/list.m3u8`, '--delay-ms=2000'), at('clip.flv'));
    } finally {
      await server.close();
    }
  });
});
