const signals = ['SIGTERM', 'SIGINT'] as const;
/** A person who asks this often does not want to wait for a clean end any more. */
const patience = 3;

export interface TerminationOptions {
  /** Where signals come from. Default `process`; tests give an emitter. */
  readonly from?: NodeJS.EventEmitter;
}

/**
 * Calls `handler` once, on the first SIGTERM or SIGINT. A terminal sends its Ctrl-C to parent
 * and child alike and the parent passes it on, so a second signal is no second wish and does
 * nothing; from the third on the process dies as if nobody had listened.
 * Returns how to stop listening. For main programmes only.
 */
export function onTermination(handler: (signal: NodeJS.Signals) => void, options: TerminationOptions = {}): () => void {
  const from = options.from ?? process;
  let count = 0;
  const listen = (signal: NodeJS.Signals): void => {
    count += 1;
    if (count === 1) handler(signal);
    if (count < patience - 1) return;
    stop();
  };
  const stop = (): void => {
    for (const signal of signals) from.removeListener(signal, listen);
  };
  for (const signal of signals) from.on(signal, listen);
  return stop;
}
