/**
 * What is to be called in the same millisecond is called by one timer: what wakes a thread costs more than most of what
 * is then done, and two timers of the same time, set one after the other, wake it twice.
 */
const alarms = new Map<number, Alarm>();

interface Alarm {
  readonly calls: Set<() => void>;
  readonly timer: NodeJS.Timeout;
}

/**
 * @param atMs by `performance.now()`, in whole milliseconds.
 * @returns how to call it off
 */
export function callAt(atMs: number, callback: () => void): () => void {
  const alarm = alarms.get(atMs) ?? set(atMs);
  // One of its own, so that a callback that is set twice is called twice.
  const call = (): void => callback();
  alarm.calls.add(call);
  return () => {
    alarm.calls.delete(call);
    if (alarm.calls.size > 0 || alarms.get(atMs) !== alarm) return;
    clearTimeout(alarm.timer);
    alarms.delete(atMs);
  };
}

function set(atMs: number): Alarm {
  const calls = new Set<() => void>();
  const waitMs = Math.max(1, Math.ceil(atMs - performance.now()));
  const timer = setTimeout(() => {
    alarms.delete(atMs);
    for (const call of calls) call();
  }, waitMs);
  const alarm = { calls, timer };
  alarms.set(atMs, alarm);
  return alarm;
}

/** All that is done regularly is done in the same moments. */
const BEAT_MS = 20;

/** The first beat that is no earlier than `afterMs` less one beat away, by `performance.now()`. */
export function beatIn(afterMs = 0): number {
  return (Math.floor((performance.now() + Math.max(0, afterMs - BEAT_MS)) / BEAT_MS) + 1) * BEAT_MS;
}
