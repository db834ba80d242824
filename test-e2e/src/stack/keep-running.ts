import { Backoff, abortable, describeError, sleep } from '@dubbing/common';

/** What is kept running. */
export interface Restartable {
  /** Resolves when the process that runs now has ended; at once when none does. */
  readonly ended: Promise<void>;
  start(signal: AbortSignal): Promise<void>;
}

export interface KeptRunning {
  /** Ends the watch, not the service. Idempotent. */
  stop(): Promise<void>;
}

export interface KeepRunningOptions {
  name: string;
  say: (text: string) => void;
  /** Waits before the first and the longest attempt, in milliseconds. */
  initialMs?: number;
  maxMs?: number;
}

/**
 * Starts a service again whenever it ends by itself, as a process supervisor does in production: what the others do
 * meanwhile can be seen by killing it.
 */
export function keepRunning(service: Restartable, options: KeepRunningOptions): KeptRunning {
  const over = new AbortController();
  const watched = watch(service, options, over.signal).catch((error: unknown) => {
    if (!over.signal.aborted) options.say(`${options.name} is not watched any more: ${describeError(error)}`);
  });
  return {
    stop: () => {
      over.abort();
      return watched;
    },
  };
}

async function watch(service: Restartable, options: KeepRunningOptions, signal: AbortSignal): Promise<void> {
  const { name, say, initialMs = 2_000, maxMs = 15_000 } = options;
  const backoff = new Backoff({ initialMs, maxMs });
  for (;;) {
    await abortable(signal, service.ended);
    say(`${name} ended by itself; it is started again`);
    for (let isBack = false; !isBack;) {
      await sleep(backoff.next(), signal);
      isBack = await service.start(signal).then(
        () => true,
        (error: unknown) => {
          signal.throwIfAborted();
          say(`${name} could not be started again: ${describeError(error)}`);
          return false;
        },
      );
    }
    backoff.reset();
    say(`${name} is back`);
  }
}
