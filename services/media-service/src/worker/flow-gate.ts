import { NS_PER_MS } from '@dubbing/common';

export interface FlowGateOptions {
  /** Delay of the delay line, in milliseconds. */
  delayMs: number;
  /** Pauses and resumes the input. */
  pause(): void;
  resume(): void;
  /** Resolves when the voice detector has seen everything it was given. */
  analysed(): Promise<void>;
}

/** Room between the last fragment that is waited for and the release point: what is in flight when a pause takes hold. */
const MARGIN_MS = 4000;
/** Sound that may wait for the voice detector. */
const MAX_BACKLOG_MS = 3000;

/**
 * Paces an input that comes faster than real time: it is held whenever the release would overtake a fragment that is
 * still with the engines, so that no dub is ever late.
 */
export class FlowGate {
  readonly #options: FlowGateOptions;
  readonly #awaited = new Map<number, bigint>();
  #headPtsNs = 0n;
  #backlogMs = 0;
  #paused = false;

  constructor(options: FlowGateOptions) {
    this.#options = options;
  }

  sent(sequence: number, startPtsNs: bigint): void {
    this.#awaited.set(sequence, startPtsNs);
    this.#update();
  }

  settled(sequence: number): void {
    this.#awaited.delete(sequence);
    this.#update();
  }

  /** Every block of sound, as it comes in. */
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
    if (hold && this.#backlogMs > MAX_BACKLOG_MS) void this.#options.analysed().then(() => this.moved(this.#headPtsNs, 0));
  }

  #mustHold(): boolean {
    if (this.#backlogMs > MAX_BACKLOG_MS) return true;
    const oldest = this.#awaited.values().next().value;
    if (oldest === undefined) return false;
    const limitNs = BigInt(this.#options.delayMs - MARGIN_MS) * NS_PER_MS;
    return this.#headPtsNs - oldest > limitNs;
  }
}
