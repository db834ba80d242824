import { Deferred, NS_PER_MS } from '@dubbing/common';

export interface FlowGateOptions {
  /** Delay of the delay line, in milliseconds. */
  delayMs: number;
  /** Pauses and resumes the input; what is under way still comes. */
  pause(): void;
  resume(): void;
  /** Resolves when whatever is behind with the sound that it was given has caught up. */
  caughtUp(): Promise<unknown>;
}

/** How far ahead of the release point the last fragment that is waited for is kept: the mixer looks ahead. */
const MARGIN_MS = 4000;
/** Sound that may wait for the voice detector, the separator, an encoder or an output. */
const MAX_BACKLOG_MS = 3000;

/**
 * Paces an input that comes faster than real time: it is held whenever the release would overtake a fragment that is
 * still with the engines, so that no dub is ever late. What comes while the input is being paused waits in here.
 */
export class FlowGate {
  readonly #options: FlowGateOptions;
  readonly #awaited = new Map<number, bigint>();
  #waiting: (() => void)[] = [];
  #emptied = new Deferred<void>();
  #headPtsNs = 0n;
  #backlogMs = 0;
  #paused = false;
  #draining = false;

  constructor(options: FlowGateOptions) {
    this.#options = options;
  }

  /** Does the work, which takes a unit in, now or when the gate opens; in the order of the calls. */
  admit(work: () => void): void {
    this.#waiting.push(work);
    this.#drain();
  }

  /** Resolves when everything that was admitted is done. */
  async emptied(): Promise<void> {
    if (this.#waiting.length > 0) await this.#emptied.promise;
  }

  sent(sequence: number, startPtsNs: bigint): void {
    this.#awaited.set(sequence, startPtsNs);
    this.#update();
  }

  settled(sequence: number): void {
    this.#awaited.delete(sequence);
    this.#update();
  }

  /** Every block of sound, as it is taken in. */
  moved(headPtsNs: bigint, backlogMs: number): void {
    this.#headPtsNs = headPtsNs;
    this.#backlogMs = backlogMs;
    this.#update();
  }

  #update(): void {
    const hold = this.#mustHold();
    if (hold === this.#paused) return;
    this.#paused = hold;
    if (hold) this.#options.pause();
    else this.#options.resume();
    // Nothing comes in while the input is held, so nothing but this tells that the backlog is gone.
    if (hold && this.#backlogMs > MAX_BACKLOG_MS)
      void this.#options.caughtUp().then(() => this.moved(this.#headPtsNs, 0));
    if (!hold) this.#drain();
  }

  /** Not entered again by the work itself, which moves the gate: the outer run goes on with what is left. */
  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    let done = 0;
    while (!this.#paused && done < this.#waiting.length) {
      this.#waiting[done]?.();
      done += 1;
    }
    this.#waiting = this.#waiting.slice(done);
    this.#draining = false;
    if (this.#waiting.length > 0) return;
    this.#emptied.resolve();
    this.#emptied = new Deferred();
  }

  #mustHold(): boolean {
    if (this.#backlogMs > MAX_BACKLOG_MS) return true;
    const oldest = this.#awaited.values().next().value;
    if (oldest === undefined) return false;
    const limitNs = BigInt(this.#options.delayMs - MARGIN_MS) * NS_PER_MS;
    return this.#headPtsNs - oldest > limitNs;
  }
}
