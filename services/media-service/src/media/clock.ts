import { callAt } from './alarms.js';

/** Time and its alarms, so that tests can give their own. */
export interface Clock {
  /** Monotonic milliseconds. */
  nowMs(): number;
  /** Calls back once. @returns how to call it off */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after: (delayMs, callback) => callAt(Math.round(performance.now() + delayMs), callback),
};
