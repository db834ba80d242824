import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePtsNs, nsToMs } from '@dubbing/common';
import { expect } from 'chai';
import { startWorkerProcess, type WorkerEnd } from '../../../src/streams/worker-process.js';
import type { WorkerStatus } from '../../../src/worker/messages.js';
import type { StreamSpec } from '../../../src/worker/stream-spec.js';
import { languageEntries, type LanguageEntry } from '../../support/as-run-entries.js';
import { generateTalk, gstLaunch, probePackets, temporaryFolder } from '../../support/generated-media.js';
import { ffmpeg } from '../../support/media/fixtures.js';
import { ScriptedRtmpServer } from '../../support/media/rtmp-server.js';
import { startScriptedSts, type ScriptedSts } from '../../support/scripted-sts.js';
import { specWith } from '../../support/specs.js';

interface Run {
  end: WorkerEnd;
  last: WorkerStatus | undefined;
  asRun: LanguageEntry[];
}

async function runWorker(
  spec: StreamSpec,
  onStatus: (status: WorkerStatus, end: () => void) => void = () => undefined,
): Promise<Run> {
  let last: WorkerStatus | undefined;
  const worker = startWorkerProcess(spec, (message) => {
    if (message.type !== 'status') return;
    last = message.status;
    onStatus(message.status, () => worker.end('the test has seen enough'));
  });
  const end = await worker.closed;
  return { end, last, asRun: spec.asRun === undefined ? [] : await languageEntries(spec.asRun.file) };
}

const recordIn = (folder: string, name: string) => ({
  file: join(folder, `${name}.jsonl`),
  maxBytes: 1_000_000,
  retentionMs: 3_600_000,
});

describe('A worker process', function () {
  this.timeout(90_000);
  const SECONDS = 20;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sts: ScriptedSts;
  let talk: string;

  before(async () => {
    folder = await temporaryFolder('worker');
    talk = join(folder.path, 'talk.mp4');
    await generateTalk(talk, SECONDS);
  });
  beforeEach(async () => {
    sts = await startScriptedSts();
  });
  afterEach(() => sts.close());
  after(() => folder.remove());

  const fileSpec = (changes: Partial<StreamSpec> = {}) =>
    specWith({ input: `file://${talk}`, live: false, fast: true, stsUrl: sts.url, ...changes });

  it('dubs a whole file into two languages, with the picture of the source, and HLS beside it', async function () {
    const output = (language: string) => join(folder.path, `out-${language}.ts`);
    const hls = { directory: join(folder.path, 'hls'), targetMs: 2000, windowMs: 600_000 };
    const targetLanguages = ['es', 'ca'];
    const outputs = targetLanguages.map((language) => ({ language, url: output(language) }));
    const { end, last, asRun } = await runWorker(
      fileSpec({ targetLanguages, outputs, hls, asRun: recordIn(folder.path, 'whole') }),
    );
    expect(end).to.deep.equal({ kind: 'ended' });
    expect(sts.fragments.length).to.be.greaterThan(1);
    for (const status of last?.languages ?? []) {
      expect(status).to.include({ onAir: true, spoken: sts.fragments.length, late: 0, fallbacks: 0, failed: 0 });
    }
    expect(asRun).to.have.length(2 * sts.fragments.length);
    for (const entry of asRun) expect(entry).to.include({ outcome: 'spoken', lagMs: 0 });
    expect(await readFile(join(hls.directory, 'master.m3u8'), 'utf8')).to.contain('NAME="Català"');
    const source = await probePackets(talk);
    if (source === undefined) {
      console.log('      the packets are not compared: ffprobe is not installed');
      return;
    }
    for (const language of targetLanguages) {
      const packets = (await probePackets(output(language))) ?? [];
      const pictures = (list: typeof packets) => list.filter(({ codec_type }) => codec_type === 'video');
      expect(pictures(packets)).to.have.length(pictures(source).length);
      const steps = (list: typeof packets) =>
        pictures(list).map(({ pts_time }) => (Number(pts_time) - Number(pictures(list)[0]?.pts_time)).toFixed(3));
      expect(steps(packets)).to.deep.equal(steps(source));
    }
  });

  it('waits for a slow server where the file can wait, and leaves nothing out', async function () {
    const fat = join(folder.path, 'fat.mp4');
    // Filler makes it 30 MB: more than an output holds, and more than the server takes while the file is dubbed.
    await ffmpeg(
      `-i ${talk} -c:a copy -c:v libx264 -preset ultrafast -g 25 -b:v 12M -minrate 12M -maxrate 12M -bufsize 12M -x264-params nal-hrd=cbr:force-cfr=1 ${fat}`,
    );
    const server = new ScriptedRtmpServer({ bytesPerS: 4_000_000 });
    const port = await server.start();
    try {
      const outputs = [{ language: 'es', url: `rtmp://127.0.0.1:${port}/live/key` }];
      const { end, last } = await runWorker(fileSpec({ input: `file://${fat}`, outputs }));
      expect(end).to.deep.equal({ kind: 'ended' });
      expect(last?.outputs[0]).to.include({ restarts: 0 });
      // Sound before the first picture.
      expect(last?.outputs[0]?.dropped).to.be.below(5);
      const media = server.visits[0]?.media ?? [];
      expect(media.reduce((sum, { payload }) => sum + payload.length, 0)).to.be.above(26_000_000);
      // Frames, each with a payload of its own, and the configuration in front of them.
      expect(media.filter(({ type }) => type === 9)).to.have.length(SECONDS * 25 + 1);
    } finally {
      await server.stop();
    }
  });

  it('dubs a file that is sound alone', async () => {
    const sound = join(folder.path, 'sound.mp4');
    await gstLaunch(
      `filesrc location=${talk}.wav ! wavparse ! audioconvert ! avenc_aac ! mp4mux ! filesink location=${sound}`,
    );
    const hls = { directory: join(folder.path, 'hls-sound'), targetMs: 2000, windowMs: 600_000 };
    const outputs = [{ language: 'es', url: join(folder.path, 'sound-es.ts') }];
    const { end, last } = await runWorker(fileSpec({ input: `file://${sound}`, outputs, hls }));
    expect(end).to.deep.equal({ kind: 'ended' });
    expect(last?.languages[0]).to.include({ spoken: sts.fragments.length, late: 0, skipped: 0, fallbacks: 0 });
    expect(await readFile(join(hls.directory, 'master.m3u8'), 'utf8')).to.match(/CODECS="mp4a.40.2"/);
  });

  it('goes on with the original while speech-to-speech fails, and says so', async () => {
    sts.behaviour = { plan: (_fragment, index) => (index === 1 ? { kind: 'fail' } : { kind: 'reply' }) };
    const outputs = [{ language: 'es', url: join(folder.path, 'failing-es.ts') }];
    const { end, last, asRun } = await runWorker(fileSpec({ outputs, asRun: recordIn(folder.path, 'failing') }));
    expect(end).to.deep.equal({ kind: 'ended' });
    expect(last?.languages[0]?.spoken).to.equal(sts.fragments.length - 1);
    const missed = asRun.filter(({ outcome }) => outcome !== 'spoken');
    expect(missed).to.have.length(1);
    expect(missed[0]).to.include.all.keys('reason', 'detail');
  });

  it('fails with the refusal of speech-to-speech, naming its field', async () => {
    sts.behaviour = {
      refusal: {
        code: 'LANGUAGE_UNSUPPORTED',
        message: 'no engine speaks xx',
        field: 'targetLanguages',
        retryable: false,
      },
    };
    const { end } = await runWorker(fileSpec({ targetLanguages: ['xx'] }));
    expect(end).to.deep.include({ kind: 'failed' });
    expect('error' in end && end.error).to.include({ code: 'LANGUAGE_UNSUPPORTED', field: 'targetLanguages' });
  });

  it('fails with a typed error on inputs that cannot be dubbed', async () => {
    const silent = join(folder.path, 'silent.mp4');
    await gstLaunch(`videotestsrc num-buffers=50 ! x264enc ! h264parse ! mp4mux ! filesink location=${silent}`);
    const wrong: [string, string][] = [
      [`file://${silent}`, 'INPUT_NO_AUDIO'],
      ['file:///etc/hostname', 'INPUT_NOT_MEDIA'],
      ['file:///nowhere.mp4', 'INPUT_UNREACHABLE'],
    ];
    for (const [input, code] of wrong) {
      const { end } = await runWorker(fileSpec({ input }));
      expect('error' in end ? end.error.code : end.kind, input).to.equal(code);
    }
  });

  it('ends when it is told to, with complete files', async () => {
    const path = join(folder.path, 'part-es.ts');
    const spec = fileSpec({ fast: false, delayMs: 2000, outputs: [{ language: 'es', url: path }] });
    const { end, last } = await runWorker(spec, (status, stop) => {
      if (nsToMs(parsePtsNs(status.releasedPtsNs)) > 2000) stop();
    });
    expect(end).to.deep.equal({ kind: 'ended' });
    expect(nsToMs(parsePtsNs(last?.releasedPtsNs ?? '0'))).to.be.within(2000, SECONDS * 1000 - 1);
    const packets = await probePackets(path);
    if (packets !== undefined) expect(packets.length).to.be.greaterThan(50);
  });
});
