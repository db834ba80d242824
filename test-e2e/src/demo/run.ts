import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Closer, DubbingError } from '@dubbing/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { StreamStatus } from '@dubbing/contracts';
import { errorCodes } from '../errors.js';
import { eventually } from '../eventually.js';
import { measureRecording } from '../probe/programme/recording.js';
import { cacheDir } from '../paths.js';
import { generateProgramme } from '../programme/generate.js';
import { manifestPath } from '../programme/manifest.js';
import { LivePublisher } from '../programme/publisher.js';
import { keepRunning } from '../stack/keep-running.js';
import { requireFree } from '../stack/ports.js';
import { Recording } from '../stack/record.js';
import { Stack } from '../stack/stack.js';
import { portOptions, type DemoArguments } from './arguments.js';
import { judge, type DemoSummary } from './summary.js';

const STREAM = 'demo';
const ON_AIR_DEADLINE_MS = 90_000;
const PROGRESS_EVERY_MS = 15_000;

/**
 * The main job from end to end. Resolves when the time is over or the signal aborts; the summary is undefined when it was
 * aborted before the programme was on air.
 */
export async function runDemo(
  args: DemoArguments,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<DemoSummary | undefined> {
  await requireFree(args.ports, portOptions);
  const programme = join(cacheDir, 'programme', 'programme.flv');
  const manifest = await generateProgramme({ file: programme, onProgress: (text) => say(`programme: ${text}`) });
  const closer = new Closer();
  try {
    signal.throwIfAborted();
    const dir = join(cacheDir, 'demo');
    await rm(dir, { recursive: true, force: true });
    say('starting sts-service, media-service and the media server');
    const media: Record<string, string> = args.delayMs === undefined ? {} : { MEDIA_DELAY_MS: String(args.delayMs) };
    const stack = await Stack.start({ ports: args.ports, dir, signal, media });
    closer.add('stack', () => stack.close());
    const kept = keepRunning(stack.sts, { name: 'sts-service', say });
    closer.add('watch over sts-service', () => kept.stop());
    say('publishing the programme');
    const publisher = await LivePublisher.start({
      file: programme,
      durationMs: manifest.durationMs,
      url: stack.publishUrl(STREAM),
      signal,
    });
    closer.add('publisher', () => publisher.close());
    const first = await onAir(stack, signal);
    say(`on air: ${stack.media.url}/watch/${STREAM}`);
    const recordings = await record(stack, first, args.recordDir);
    const startedMs = performance.now();
    await run(stack, publisher, args.seconds, signal, say);
    const seconds = (performance.now() - startedMs) / 1000;
    const status = await stack.api.stream(STREAM);
    if (args.recordDir !== undefined) await keepTexts(stack, args.recordDir, programme);
    for (const [language, recording] of recordings)
      await recording.finish(join(args.recordDir ?? dir, `${language}.ts`));
    await closer.close();
    if (recordings.size > 0) say('measuring the recordings');
    const summary = await summarise(status, seconds, recordings, args.recordDir, programme);
    if (args.recordDir !== undefined)
      await writeFile(join(args.recordDir, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
    return summary;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    await closer.close();
  }
}

/** The stream is on air when every language's output is. */
function onAir(stack: Stack, signal: AbortSignal): Promise<StreamStatus> {
  return eventually(
    async () => {
      const status = await stack.api.stream(STREAM);
      if (status.state === 'failed')
        throw new DubbingError(
          errorCodes.STACK_EXITED,
          `the stream failed: ${status.error?.message ?? 'no reason given'}`,
        );
      const isLive = (language: string): boolean =>
        status.outputs.some((output) => output.language === language && output.state === 'live');
      return status.targetLanguages.every(isLive) && status;
    },
    { what: 'every language to be on air', deadlineMs: ON_AIR_DEADLINE_MS, signal },
  );
}

async function record(stack: Stack, status: StreamStatus, dir: string | undefined): Promise<Map<string, Recording>> {
  if (dir === undefined) return new Map();
  await mkdir(dir, { recursive: true });
  return new Map(
    status.targetLanguages.map((language) => [
      language,
      new Recording(stack.flvUrl(STREAM, language), join(dir, `.${language}.flv`)),
    ]),
  );
}

/** Waits for the end, and tells now and then how it goes. */
async function run(
  stack: Stack,
  publisher: LivePublisher,
  seconds: number | undefined,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  const untilMs = performance.now() + (seconds ?? Number.POSITIVE_INFINITY) * 1000;
  const over = new AbortController();
  void publisher.closed.then((error) => error !== undefined && over.abort(error));
  while (!signal.aborted) {
    const leftMs = untilMs - performance.now();
    if (leftMs <= 0) return;
    await delay(Math.min(PROGRESS_EVERY_MS, leftMs), undefined, {
      signal: AbortSignal.any([signal, over.signal]),
    }).catch(() => undefined);
    if (signal.aborted) return;
    over.signal.throwIfAborted();
    if (!stack.media.isRunning)
      throw new DubbingError(errorCodes.STACK_EXITED, 'media-service ended by itself', { source: 'media-service' });
    const { languages, state } = await stack.api.stream(STREAM);
    say(
      `${state}: ${languages.map(({ language, spoken, fallbacks, lastText }) => `${language} ${spoken} spoken, ${fallbacks} fallbacks${lastText === undefined ? '' : ` "${lastText.trim()}"`}`).join(' | ')}`,
    );
  }
}

/** What was said goes beside the recordings, with the programme to compare them with. */
async function keepTexts(stack: Stack, dir: string, programme: string): Promise<void> {
  await writeFile(join(dir, 'as-run.json'), `${JSON.stringify(await stack.api.asRun(STREAM), null, 2)}\n`);
  await copyFile(programme, join(dir, 'source.flv'));
  await copyFile(manifestPath(programme), join(dir, 'source.json'));
}

async function summarise(
  status: StreamStatus,
  seconds: number,
  recordings: Map<string, Recording>,
  dir: string | undefined,
  programme: string,
): Promise<DemoSummary> {
  const manifest = await generateProgramme({ file: programme });
  const languages: DemoSummary['languages'] = [];
  for (const language of status.languages) {
    const recording = recordings.get(language.language);
    const name = `${language.language}.ts`;
    const measurement =
      recording === undefined || dir === undefined
        ? undefined
        : await measureRecording(join(dir, name), programme, manifest);
    const problems = judge(language, seconds, measurement, recording?.interruption);
    languages.push({
      language: language.language,
      status: language,
      ...(measurement === undefined ? {} : { recording: name, measurement }),
      problems,
    });
  }
  const ok = languages.length > 0 && languages.every(({ problems }) => problems.length === 0);
  return { ok, seconds: Math.round(seconds), delayMs: status.delayMs, sts: status.sts, languages };
}
