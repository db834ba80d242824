/** What a signal asks of the service. */
export type Wish = 'drain' | 'end' | 'die';

const ORDER: readonly Wish[] = ['drain', 'end', 'die'];
/** Signals that come so close are one wish: a terminal, npm and service managers send to parent and child alike. */
const SAME_WISH_MS = 1000;

/**
 * Reads a row of SIGTERM and SIGINT. The first SIGTERM lets streams come to their end, the first SIGINT (a person who waits)
 * ends them at once, and each later signal asks for the next harder way: at once, and then without waiting for anything.
 * A process that is PID 1 of a container is only ended by signals that it handles, so none is ever left to the system.
 */
export class Wishes {
  readonly #nowMs: () => number;
  #step = -1;
  #atMs = -Infinity;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** What is asked for now; undefined where it is being done already. */
  read(signal: NodeJS.Signals): Wish | undefined {
    const nowMs = this.#nowMs();
    const isSameWish = nowMs - this.#atMs < SAME_WISH_MS;
    const least = signal === 'SIGINT' ? ORDER.indexOf('end') : 0;
    const step = Math.min(ORDER.length - 1, Math.max(least, isSameWish ? this.#step : this.#step + 1));
    if (step === this.#step) return undefined;
    this.#step = step;
    this.#atMs = nowMs;
    return ORDER[step];
  }
}
