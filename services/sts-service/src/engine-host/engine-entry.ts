/** The main programme of an engine process: loads one engine, then works on what it is given. */
import { setPriority } from 'node:os';
import { atMostEvery } from '../asr/growing-text.js';
import { errorInfoLikeOf } from './error-info.js';
import { loadEngine } from './load/load-engine.js';
import type { LoadedEngine, Perform } from './load/loaded-engine.js';
import { MemoryReport } from './load/memory-report.js';
import { dieFirst } from './load/out-of-memory.js';
import { warmUp } from './load/warm-up.js';
import type { EngineAnswers, EngineJobs, FromEngine, ToEngine, WorkKind } from './messages.js';

/** Nobody reads faster than that; the session may pass on less. */
const partialEveryMs = 100;

/** About half the share of a process that is not nice. */
const niceness = 3;

let engine: LoadedEngine | undefined;
const running = new Map<number, AbortController>();
const memory = new MemoryReport((bytes) => {
  tell({ kind: 'memory', bytes });
});

function tell(message: FromEngine): void {
  // The parent may be gone; then nobody waits for the answer either, and an error of the pipe is nobody's.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

async function load(message: Extract<ToEngine, { kind: 'load' }>): Promise<void> {
  const startedAtMs = performance.now();
  try {
    engine = await loadEngine(message.settings);
    await warmUp(engine);
    const { ability, mostTogether = 1, provider, fallbackReason } = engine;
    memory.tell();
    tell({
      kind: 'ready',
      loadMs: performance.now() - startedAtMs,
      ability,
      mostTogether,
      ...(provider !== undefined && { provider }),
      ...(fallbackReason !== undefined && { fallbackReason }),
    });
  } catch (error) {
    tell({ kind: 'unavailable', error: errorInfoLikeOf(error) });
  }
}

async function perform<K extends WorkKind>({ of, jobs }: EngineJobs<K>): Promise<void> {
  const units = jobs.map(({ id, work, partials }) => {
    const unit = new AbortController();
    running.set(id, unit);
    const { signal } = unit;
    const onPartial = atMostEvery(partialEveryMs, (text) => {
      if (!signal.aborted) tell({ kind: 'partial', id, text });
    });
    return { work, signal, ...(partials === true && { onPartial }) };
  });
  const does: Perform<K> | undefined = engine?.perform[of];
  const answers = does?.(units) ?? [];
  await Promise.all(jobs.map(({ id }, index) => answer(id, of, answers[index])));
}

async function answer<K extends WorkKind>(
  id: number,
  of: K,
  work: Promise<EngineAnswers[K]> | undefined,
): Promise<void> {
  try {
    if (work === undefined) throw new Error(`the engine of this process cannot ${of}`);
    tell({ kind: 'done', id, answer: await work });
  } catch (error) {
    tell({ kind: 'failed', id, error: errorInfoLikeOf(error) });
  } finally {
    running.delete(id);
    memory.tellAfterWork();
  }
}

process.on('message', (message: ToEngine) => {
  if (message.kind === 'load') void load(message);
  else if (message.kind === 'work') void perform(message);
  else running.get(message.id)?.abort();
});

// Without its parent the process has no work. It ends when the job at hand has noticed.
process.once('disconnect', () => {
  for (const unit of running.values()) unit.abort();
  void engine?.close();
});

// Signals of the terminal are for the service, which closes this process when it is done with it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

dieFirst();

// Engines take all they can get; the service, and media services on the same machine, go first.
// No nicer than this: on a machine with other work, dubs would come too late then.
setPriority(niceness);
