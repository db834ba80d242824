import type { Clock } from '../../src/media/clock.js';

interface Alarm {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Time that passes when a test says so: an hour takes as long as what happens in it. */
export class VirtualClock implements Clock {
  #nowMs = 0;
  #alarms: Alarm[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  /** How many alarms are set. */
  get pending(): number {
    return this.#alarms.length;
  }

  after(delayMs: number, callback: () => void): () => void {
    const alarm = { atMs: this.#nowMs + Math.max(0, delayMs), callback };
    // Nearly every alarm is the latest one; of two at one time the first that was set comes first.
    let index = this.#alarms.length;
    while (index > 0 && this.#alarms[index - 1]!.atMs > alarm.atMs) index--;
    this.#alarms.splice(index, 0, alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Calls back at once and then every so often. */
  every(periodMs: number, callback: () => void): void {
    callback();
    this.after(periodMs, () => this.every(periodMs, callback));
  }

  /** Time passes without a callback, as in a process that computes: the alarms that are due come late. */
  stall(ms: number): void {
    this.#nowMs += ms;
  }

  passUntil(atMs: number): void {
    while (this.#alarms.length > 0 && this.#alarms[0]!.atMs <= atMs) {
      const { atMs: nextMs, callback } = this.#alarms.shift()!;
      this.#nowMs = Math.max(this.#nowMs, nextMs);
      callback();
    }
    this.#nowMs = Math.max(this.#nowMs, atMs);
  }
}
