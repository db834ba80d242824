/** The main programme of an engine process: loads engines, then works on one job after another. */
import { setPriority } from 'node:os';
import { errorInfoLikeOf } from './error-info.js';
import { loadEngines, type LoadedEngines } from './load-engines.js';
import type { FromEngine, RecognizeJob, ToEngine } from './messages.js';

/** About half the share of a process that is not nice. */
const niceness = 3;

let engines: LoadedEngines | undefined;
const running = new Map<number, AbortController>();

function tell(message: FromEngine): void {
  // The parent may be gone; then nobody waits for the answer either.
  if (process.connected) process.send?.(message);
}

async function load(message: Extract<ToEngine, { kind: 'load' }>): Promise<void> {
  const startedAtMs = performance.now();
  try {
    engines = await loadEngines(message.settings);
    const { provider, fallbackReason } = engines;
    const loadMs = performance.now() - startedAtMs;
    tell({ kind: 'ready', loadMs, provider, ...(fallbackReason !== undefined && { fallbackReason }) });
  } catch (error) {
    tell({ kind: 'unavailable', error: errorInfoLikeOf(error) });
  }
}

async function recognize({ id, pcm }: RecognizeJob): Promise<void> {
  const unit = new AbortController();
  running.set(id, unit);
  try {
    if (engines === undefined) throw new Error('a job came before the engines were loaded');
    const recognition = await engines.recognize(pcm, unit.signal);
    tell({ kind: 'recognized', id, ...recognition });
  } catch (error) {
    tell({ kind: 'failed', id, error: errorInfoLikeOf(error) });
  } finally {
    running.delete(id);
  }
}

process.on('message', (message: ToEngine) => {
  if (message.kind === 'load') void load(message);
  else if (message.kind === 'recognize') void recognize(message);
  else running.get(message.id)?.abort();
});

// Without its parent the process has no work. It ends when the job at hand has noticed.
process.once('disconnect', () => {
  for (const unit of running.values()) unit.abort();
  engines?.close();
});

// Signals of the terminal are for the service, which closes this process when it is done with it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

// Recognition takes all it can get; the service, and media services on the same machine, go first.
// No nicer than this: on a machine with other work, dubs would come too late then.
setPriority(niceness);
