import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Closer, DubbingError } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import { eventually } from '../eventually.js';
import { cacheDir } from '../paths.js';
import { generateProgramme } from '../programme/generate.js';
import { freePorts } from '../stack/ports.js';
import { Stack } from '../stack/stack.js';
import type { SoakArguments } from './arguments.js';
import { Chance } from './chance.js';
import { faultsOf, order, type Fault, type Victims } from './faults.js';
import { judge, type SoakReport } from './report.js';
import { readRecordings } from './recordings.js';
import { slopeOf } from './slope.js';
import { SmallDisk } from './small-disk.js';
import { Source } from './source.js';
import { StsProcess } from './sts-process.js';
import { TcpProxy } from './tcp-proxy.js';
import { Watch } from './watch.js';

const STREAM = 'soak';
const LANGUAGE = 'es';
const LOOK_EVERY_MS = 2_000;
/** Between the end of a fault and the next one. */
const SHORTEST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 6_000;
/** After the last fault all is to come back and reach the recording. */
const SETTLE_MS = 15_000;
/** Caches fill for so long, and memory is not looked at. */
const warmUpS = (minutes: number): number => Math.min(300, minutes * 15);
const SMALL_DISK_MIB = 256;

/** Starts everything, plants faults until the time is over, and measures what was recorded. */
export async function runSoak(
  { minutes, seed }: SoakArguments,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<SoakReport> {
  const file = join(cacheDir, 'programme', 'programme.flv');
  const manifest = await generateProgramme({ file, onProgress: (text) => say(`programme: ${text}`) });
  const dir = join(cacheDir, 'soak');
  await rm(dir, { recursive: true, force: true });
  const recordDir = join(dir, 'recordings');
  await mkdir(recordDir, { recursive: true });
  const closer = new Closer();
  try {
    const disk = await SmallDisk.mount(join(recordDir, 'small'), SMALL_DISK_MIB);
    if (disk !== undefined) closer.add('small disk', () => disk.unmount());
    const ports = await freePorts();
    const sts = new StsProcess(ports.sts);
    closer.add('scripted sts', () => sts.kill());
    await sts.start();
    const network = await TcpProxy.start(ports.sts);
    closer.add('network', () => network.close());
    const target = await TcpProxy.start(ports.rtmp);
    closer.add('target', () => target.close());
    const stack = await Stack.start({
      ports,
      dir,
      signal,
      withSts: false,
      media: { MEDIA_STS_URL: `http://127.0.0.1:${network.port}`, MEDIA_RECORD_DIR: recordDir },
    });
    closer.add('stack', () => stack.close());
    await create(stack, recordDir, target.port, disk);
    const source = new Source({ file, durationMs: manifest.durationMs, url: stack.publishUrl(STREAM), signal });
    closer.add('source', () => source.close());
    await source.start();
    await onAir(stack, signal);
    say('on air');
    const watch = new Watch(stack.api, STREAM, stack.media.pid ?? 0);
    const planted = await plant({ sts, network, source, target, disk }, { minutes, seed, watch, signal, say });
    const status = await stack.api.stream(STREAM);
    await closer.close();
    say('measuring the recording');
    const names = (await readdir(recordDir)).filter((name) => name.endsWith('.ts'));
    const found = await readRecordings(
      names.map((name) => join(recordDir, name)),
      file,
      source,
    );
    const { workerMib, serviceMib } = watch;
    const settled = (readings: typeof workerMib) => readings.filter(({ atS }) => atS >= warmUpS(minutes));
    const report = {
      minutes,
      seed,
      faults: planted,
      notTried: disk === undefined ? ['disk full: no file system may be mounted here'] : [],
      memory: {
        worker: slopeOf(settled(workerMib)),
        service: slopeOf(settled(serviceMib)),
        workerMib: workerMib.at(-1)?.value ?? 0,
        serviceMib: serviceMib.at(-1)?.value ?? 0,
      },
      ...found,
      sourceBreaksMs: source.breaksMs,
      states: Object.fromEntries(watch.states),
      restarts: { workers: Math.max(status.restarts, watch.workers.size - 1), outputs: watch.outputRestarts },
      unanswered: watch.unanswered,
    };
    const missed = judge(report);
    if (status.state !== 'live') missed.push(`the stream ended up ${status.state}`);
    return { ...report, missed };
  } finally {
    await closer.close();
  }
}

async function create(stack: Stack, recordDir: string, targetPort: number, disk: SmallDisk | undefined): Promise<void> {
  const outputs = [
    { language: LANGUAGE, url: `rtmp://127.0.0.1:${targetPort}/live/${STREAM}/out/${LANGUAGE}` },
    { language: LANGUAGE, url: `file://${join(recordDir, `${LANGUAGE}.ts`)}` },
    ...(disk === undefined ? [] : [{ language: LANGUAGE, url: `file://${join(disk.path, `${LANGUAGE}.ts`)}` }]),
  ];
  const { status, body } = await stack.api.create({
    id: STREAM,
    input: `http://127.0.0.1:${stack.options.ports.flv}/live/${STREAM}/in.flv`,
    targetLanguages: [LANGUAGE],
    outputs,
  });
  if (status >= 300) throw new DubbingError(errorCodes.API_REFUSED, `the stream was refused: ${JSON.stringify(body)}`);
}

function onAir(stack: Stack, signal: AbortSignal): Promise<unknown> {
  return eventually(
    async () => {
      const { outputs } = await stack.api.stream(STREAM);
      return outputs.length > 0 && outputs.every(({ state }) => state === 'live');
    },
    { what: 'every output to be on air', deadlineMs: 60_000, signal },
  );
}

interface PlantOptions extends SoakArguments {
  watch: Watch;
  signal: AbortSignal;
  say: (text: string) => void;
}

/** One fault after the other; each is over before the next begins, so that what follows can be told whose it is. */
async function plant(
  victims: Victims,
  { minutes, seed, watch, signal, say }: PlantOptions,
): Promise<Record<string, number>> {
  const chance = new Chance(seed);
  const untilMs = performance.now() + minutes * 60_000;
  const leftMs = (): number => untilMs - performance.now();
  const over = new AbortController();
  const looking = look(watch, over.signal);
  const counts: Record<string, number> = {};
  try {
    await delay(Math.min(leftMs(), 10_000), undefined, { signal });
    for (const { fault, lengthMs } of order(faultsOf(victims), chance)) {
      if (leftMs() < lengthMs + SETTLE_MS) break;
      say(`${Math.round(leftMs() / 1000)} s left: ${fault.name} for ${(lengthMs / 1000).toFixed(1)} s`);
      counts[fault.name] = (counts[fault.name] ?? 0) + 1;
      await suffer(fault, lengthMs, signal);
      await delay(chance.between(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS), undefined, { signal });
    }
    await delay(Math.max(SETTLE_MS, leftMs()), undefined, { signal });
  } finally {
    over.abort();
    await looking;
  }
  return counts;
}

async function suffer(fault: Fault, lengthMs: number, signal: AbortSignal): Promise<void> {
  await fault.begin();
  try {
    await delay(lengthMs, undefined, { signal });
  } finally {
    await fault.end();
  }
}

async function look(watch: Watch, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await watch.look();
    await delay(LOOK_EVERY_MS, undefined, { signal: over }).catch(() => undefined);
  }
}
