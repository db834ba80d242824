import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Deferred } from '@dubbing/common';
import { expect } from 'chai';
import { readRecord } from '../../../src/as-run/read-record.js';
import { startWorkerProcess, type WorkerEnd, type WorkerHandle } from '../../../src/streams/worker-process.js';
import type { WorkerStatus } from '../../../src/worker/messages.js';
import type { StreamSpec } from '../../../src/worker/stream-spec.js';
import { decodeSound } from '../../support/decode-sound.js';
import { generateTalk, gstLaunch, temporaryFolder } from '../../support/generated-media.js';
import { startScriptedSts, type ScriptedBehaviour, type ScriptedSts } from '../../support/scripted-sts.js';
import { specWith } from '../../support/specs.js';

/** What the record says of one fragment, in milliseconds of the programme. */
interface Said {
  readonly endMs: number;
  readonly outcome: string;
  readonly dubEndMs: number | undefined;
}

/** A run that has come to its end. */
interface Drained {
  readonly spec: StreamSpec;
  readonly end: WorkerEnd;
  /** How far the source had come when it was told. */
  readonly headMs: number;
  /** Fragments that came to the server. */
  readonly sent: number;
  readonly last: WorkerStatus;
}

interface Scenario {
  readonly changes?: Partial<StreamSpec>;
  readonly behaviour?: ScriptedBehaviour;
  /** Whether to tell it now. */
  readonly when: (status: WorkerStatus, sts: ScriptedSts) => boolean;
  /** What it is told. Default: to drain. */
  readonly tell?: (worker: WorkerHandle) => void;
}

/** The sound of one output on the programme's time. */
interface Heard {
  readonly endMs: number;
  /** The largest magnitude between two times. */
  peak(fromMs: number, untilMs: number): number;
}

const SECONDS = 20;
/** The frames of AAC do not end where the sound does: the encoder is ahead of it, and the last ones are whole. */
const FRAMES_MS = 90;
/** What AAC makes of silence. */
const SILENT = 60;

describe('A worker process that is to drain', function () {
  this.timeout(90_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let talk: string;
  const runs = new Map<string, Promise<Drained>>();

  const releasedMs = (status: WorkerStatus): number => Number(status.releasedPtsNs) / 1e6;
  const headMsOf = (status: WorkerStatus): number => Number(status.ingest.headPtsNs ?? 0) / 1e6;

  /** Runs until it is time, tells it, and lets it come to its end. */
  async function drained(name: string, scenario: Scenario, onBegun: () => void): Promise<Drained> {
    const { changes, behaviour, when, tell } = scenario;
    const sts = await startScriptedSts();
    sts.behaviour = behaviour ?? {};
    const spec: StreamSpec = {
      ...specWith({ input: pathToFileURL(talk).href, live: false, fast: false, delayMs: 3000, stsUrl: sts.url }),
      outputs: ['es', 'original'].map((language) => ({ language, url: join(folder.path, `${name}-${language}.ts`) })),
      hls: { directory: join(folder.path, name), targetMs: 1000 },
      asRun: { file: join(folder.path, `${name}.jsonl`), maxBytes: 1_000_000, retentionMs: 3_600_000 },
      ...changes,
    };
    let headMs: number | undefined;
    let last: WorkerStatus | undefined;
    const worker = startWorkerProcess(spec, (message) => {
      if (message.type !== 'status') return;
      last = message.status;
      onBegun();
      if (headMs !== undefined || !when(last, sts)) return;
      headMs = headMsOf(last);
      (tell ?? ((started) => started.drain('the service ends')))(worker);
    });
    const end = await worker.closed;
    onBegun();
    await sts.close();
    return { spec, end, headMs: headMs ?? 0, sent: sts.fragments.length, last: last as WorkerStatus };
  }

  // They wait for their programmes more than they work, so they run side by side; to begin is work, so they begin in turn.
  before(async () => {
    folder = await temporaryFolder('drain');
    talk = join(folder.path, 'talk.mp4');
    await generateTalk(talk, SECONDS);
    const growing = join(folder.path, 'growing.ts');
    await gstLaunch(
      `filesrc location=${talk} ! qtdemux name=d mpegtsmux name=m ! filesink location=${growing} d.video_0 ! h264parse ! video/x-h264,stream-format=byte-stream ! queue max-size-time=0 max-size-bytes=0 max-size-buffers=0 ! identity eos-after=200 ! m. d.audio_0 ! aacparse ! queue max-size-time=0 max-size-bytes=0 max-size-buffers=0 ! identity eos-after=370 ! m.`,
    );
    const scenarios: Record<string, Scenario> = {
      // A long delay, so that no reply of a busy machine is late.
      aligned: { changes: { delayMs: 6000 }, when: (status) => releasedMs(status) > 1500 },
      interpreter: {
        changes: { mode: 'interpreter', delayMs: 2000 },
        behaviour: { plan: () => ({ kind: 'reply', delayMs: 2500 }) },
        when: ({ counters }) => (counters['fragmentsReplied'] ?? 0) >= 1,
      },
      alone: {
        when: (status, sts) => {
          if (releasedMs(status) > 1000) void sts.close();
          return releasedMs(status) > 1000 && status.sts.state !== 'connected';
        },
      },
      silent: {
        // It is waited for far longer than this test lasts.
        changes: { input: `${pathToFileURL(growing).href}?live=1`, live: true, graceMs: 600_000 },
        // All of its pictures have come.
        when: (status) => headMsOf(status) > 9000,
      },
      early: { when: () => true },
      hurried: {
        when: (status) => releasedMs(status) > 1000,
        tell: (worker) => {
          worker.drain('the service ends');
          worker.end('at once');
        },
      },
    };
    for (const [name, scenario] of Object.entries(scenarios)) {
      const begun = new Deferred<void>();
      runs.set(
        name,
        drained(name, scenario, () => begun.resolve()),
      );
      await begun.promise;
    }
    await Promise.allSettled(runs.values());
  });
  after(() => folder.remove());

  /** What came of a run; it ended as it was asked to. */
  async function ended(name: string): Promise<Drained> {
    const run = (await runs.get(name)) as Drained;
    expect(run.end).to.deep.equal({ kind: 'ended' });
    return run;
  }

  async function saidOf(spec: StreamSpec): Promise<Said[]> {
    const { entries } = await readRecord(spec.asRun?.file ?? '', { limit: 1000, since: '' });
    return entries.flatMap((entry) => {
      if (entry['type'] !== 'fragment') return [];
      const { endPtsNs, languages } = entry as unknown as {
        endPtsNs: string;
        languages: { outcome: string; placedEndPtsNs?: string }[];
      };
      const [es] = languages;
      const dubEndMs = es?.placedEndPtsNs === undefined ? undefined : Number(es.placedEndPtsNs) / 1e6;
      return [{ endMs: Number(endPtsNs) / 1e6, outcome: es?.outcome ?? '', dubEndMs }];
    });
  }

  /** @param startMs where the first sound of the output is on the programme: at its first key frame, which all outputs share. */
  async function heardOf(spec: StreamSpec, language: string): Promise<Heard> {
    const { entries } = await readRecord(spec.asRun?.file ?? '', { limit: 1000, since: '' });
    const url = spec.outputs.find((output) => output.language === language)?.url ?? '';
    const run = entries.find((entry) => entry['type'] === 'output' && String(entry['url']).endsWith(url));
    // MPEG-TS begins at one second, so that its clock can run ahead of it; the first sound is decoded from there.
    const zeroMs = Number(run?.['zeroPtsNs']) / 1e6 + 1000;
    const samples = decodeSound(url) ?? new Int16Array();
    const indexOf = (ms: number): number => Math.max(0, 2 * Math.round((ms - zeroMs) * 48));
    return {
      endMs: zeroMs + samples.length / 2 / 48,
      peak: (fromMs, untilMs) =>
        samples.subarray(indexOf(fromMs), indexOf(untilMs)).reduce((most, each) => Math.max(most, Math.abs(each)), 0),
    };
  }

  async function expectEndedPlaylists(spec: StreamSpec): Promise<void> {
    const directory = spec.hls?.directory ?? '';
    const files = await readdir(directory, { recursive: true });
    const playlists = files.filter((file) => file.endsWith('.m3u8') && !file.startsWith('master'));
    expect(playlists.length).to.be.at.least(4);
    for (const file of playlists) {
      expect((await readFile(join(directory, file), 'utf8')).trimEnd().split('\n').at(-1), file).to.equal(
        '#EXT-X-ENDLIST',
      );
    }
  }

  it('says what was being said to its end, dubbed, and nothing after it', async () => {
    const { spec, headMs, sent } = await ended('aligned');
    const said = await saidOf(spec);
    expect(said).to.have.length(sent);
    for (const { outcome } of said) expect(outcome).to.equal('spoken');
    const { endMs: cutMs, dubEndMs = 0 } = said.at(-1) as Said;
    // It did not wait for more than the fragment that was growing.
    expect(cutMs).to.be.within(headMs - 1000, headMs + 3000);
    const lastMs = Math.max(cutMs + 120, dubEndMs + 200);
    for (const language of ['original', 'es']) {
      const heard = await heardOf(spec, language);
      expect(heard.endMs, language).to.be.within(lastMs - FRAMES_MS, lastMs + FRAMES_MS);
      expect(heard.peak(heard.endMs - 30, heard.endMs), language).to.be.below(SILENT);
    }
    const original = await heardOf(spec, 'original');
    expect(original.peak(cutMs - 1500, cutMs)).to.be.above(1000);
    expect(original.peak(cutMs + 150, original.endMs)).to.be.below(SILENT);
    await expectEndedPlaylists(spec);
  });

  it('waits for a dub that trails its original, with silence beneath it', async () => {
    const { spec, sent } = await ended('interpreter');
    const said = await saidOf(spec);
    expect(said).to.have.length(sent);
    const { endMs: cutMs, outcome, dubEndMs = 0 } = said.at(-1) as Said;
    expect(outcome).to.equal('spoken');
    expect(dubEndMs).to.be.above(cutMs + 500);
    const dubbed = await heardOf(spec, 'es');
    expect(dubbed.endMs).to.be.within(dubEndMs + 200 - FRAMES_MS, dubEndMs + 200 + FRAMES_MS);
    expect(dubbed.peak(dubEndMs - 400, dubEndMs - 50)).to.be.above(1000);
    expect((await heardOf(spec, 'original')).peak(cutMs + 150, dubEndMs)).to.be.below(SILENT);
    await expectEndedPlaylists(spec);
  });

  it('lets the original be heard where speech-to-speech is gone, and ends all the same', async () => {
    const { spec } = await ended('alone');
    const { endMs: cutMs, outcome } = (await saidOf(spec)).at(-1) as Said;
    expect(outcome).to.equal('fallback');
    const dubbed = await heardOf(spec, 'es');
    expect(dubbed.endMs).to.be.within(cutMs + 120 - FRAMES_MS, cutMs + 500);
    expect(dubbed.peak(cutMs - 500, cutMs)).to.be.above(1000);
  });

  it('ends with what there is of a source that brings nothing more', async () => {
    const { spec, last } = await ended('silent');
    const { endMs, peak } = await heardOf(spec, 'original');
    // Its pictures reach a little further than its sound.
    expect(endMs).to.be.within(headMsOf(last) - 500, headMsOf(last) + FRAMES_MS);
    expect(peak(endMs - 500, endMs)).to.be.above(1000);
    await expectEndedPlaylists(spec);
  });

  it('ends at once where nothing is on the air yet, and where it is told to meanwhile', async () => {
    await ended('early');
    expect(await readdir(folder.path)).not.to.include('early-es.ts');
    const { spec, last } = await ended('hurried');
    // What the delay line held was not waited for.
    expect(headMsOf(last) - releasedMs(last)).to.be.above(1500);
    await expectEndedPlaylists(spec);
  });
});
