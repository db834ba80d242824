/** Time and its ticks, so that tests can give their own. */
export interface Ticker {
  /** Monotonic milliseconds. */
  nowMs(): number;
  /** Calls back regularly. @returns how to stop it. */
  start(onTick: () => void): () => void;
}

/** Shorter than a picture, so that the release adds no jitter of its own. */
const TICK_MS = 20;

export const systemTicker: Ticker = {
  nowMs: () => performance.now(),
  start: (onTick) => {
    const timer = setInterval(onTick, TICK_MS);
    return () => clearInterval(timer);
  },
};
