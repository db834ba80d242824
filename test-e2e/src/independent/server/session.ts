import { randomUUID } from 'node:crypto';
import { Refusal } from '../refusal.js';
import { durationMs, frameBytes, framesOf } from '../sound/pcm.js';
import { partials, type EngineInfo, type FragmentData, type SessionLimits, type StreamReady } from '../wire.js';
import { answerTo } from './answer.js';
import { Ledger } from './ledger.js';
import type { Agreement } from './open.js';
import type { ServerOptions } from './options.js';
import { pressureOf } from './pressure.js';

/** The connection that a session has at present. */
export interface Link {
  emit(event: string, message: object): void;
  /** The session has moved to another connection. */
  leave(): void;
}

/** A session, apart from the connections that come and go. */
export class Session {
  readonly id = randomUUID();
  readonly limits: SessionLimits;
  readonly #ledger: Ledger;
  readonly #stop = new AbortController();
  #link: Link | undefined;
  #state: 'open' | 'ending' | 'over' = 'open';
  #isPaused = false;
  #level = 'none';
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private agreement: Agreement,
    readonly engines: readonly EngineInfo[],
    readonly options: ServerOptions,
    readonly onOver: () => void,
  ) {
    const { maxInFlight, maxFragmentMs, resumeWindowMs } = options;
    const { audio } = agreement.init;
    const maxFragmentBytes = (Math.ceil(framesOf(maxFragmentMs, audio)) + 1) * frameBytes(audio);
    this.limits = { maxInFlight, maxFragmentDurationMs: maxFragmentMs, maxFragmentBytes, resumeWindowMs };
    this.#ledger = new Ledger(maxInFlight);
  }

  get init(): Agreement['init'] {
    return this.agreement.init;
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  open(link: Link): void {
    this.#link = link;
    this.#wait();
    link.emit('stream:ready', this.#ready(false));
  }

  resume(link: Link, agreement: Agreement): void {
    this.#link?.leave();
    this.#link = link;
    // The features are agreed anew; what the stream is stays as it was.
    this.agreement = { ...agreement, init: this.init };
    this.#wait();
    link.emit('stream:ready', this.#ready(true));
    if (this.#level !== 'none') link.emit('backpressure', this.#pressure);
    this.#flush();
  }

  /** The connection is lost; the session stays for its window. */
  lose(link: Link): void {
    if (this.#link !== link || this.isOver) return;
    this.#link = undefined;
    this.#set(this.limits.resumeWindowMs, () => this.#finish());
  }

  /** @throws Refusal when it is not accepted */
  take(fragment: FragmentData): void {
    if (this.isOver) throw new Refusal('SESSION_ENDED', 'the session is over');
    this.#wait();
    const before = this.#ledger.again(fragment);
    const { fragmentId, sequence } = fragment;
    if (before !== undefined) {
      this.#link?.emit('fragment:ack', { fragmentId, sequence, inFlight: this.#ledger.inFlight });
      if (before.isSent && before.answer !== undefined) this.#link?.emit('fragment:processed', before.answer);
      return;
    }
    if (this.#state === 'ending') throw new Refusal('SESSION_ENDED', 'the session takes no more fragments');
    if (this.#isPaused) throw new Refusal('SESSION_PAUSED', 'the session is paused');
    this.#requireSound(fragment);
    if (this.#ledger.inFlight >= this.limits.maxInFlight) {
      this.#link?.emit('backpressure', this.#pressure);
      throw new Refusal('IN_FLIGHT_LIMIT', `${this.limits.maxInFlight} fragments are in flight`);
    }
    this.#ledger.accept(fragment);
    this.#link?.emit('fragment:ack', { fragmentId, sequence, inFlight: this.#ledger.inFlight });
    this.#advise();
    void this.#work(fragment);
  }

  pause(isPaused: boolean): void {
    if (this.#state !== 'open') return;
    this.#isPaused = isPaused;
    this.#wait();
  }

  end(): void {
    if (this.#state === 'open') this.#state = 'ending';
    this.#flush();
  }

  /** Ends it for good, its work undone. */
  abandon(reason: Refusal): void {
    if (this.isOver) return;
    this.#link?.emit('error', reason.info);
    this.#finish();
  }

  get #pressure() {
    return pressureOf(this.#ledger.inFlight, this.limits.maxInFlight);
  }

  #ready(resumed: boolean): StreamReady {
    const { protocol, features } = this.agreement;
    const { lastSequence } = this.#ledger;
    return {
      sessionId: this.id,
      protocol,
      ...(features.length > 0 && { features }),
      resumed,
      engines: this.engines,
      limits: this.limits,
      ...(resumed && lastSequence !== undefined && { lastSequence }),
    };
  }

  #requireSound({ durationMs: ms, pcm }: FragmentData): void {
    const { audio } = this.init;
    const { maxFragmentDurationMs, maxFragmentBytes } = this.limits;
    if (ms > maxFragmentDurationMs) throw new Refusal('FRAGMENT_TOO_LARGE', `${ms} ms are too long`, 'durationMs');
    if (pcm.length > maxFragmentBytes) throw new Refusal('FRAGMENT_TOO_LARGE', `${pcm.length} bytes`, 'pcm');
    const frames = pcm.length / frameBytes(audio);
    const isWhole = Number.isInteger(frames) && frames > 0;
    if (isWhole && Math.abs(frames - framesOf(ms, audio)) <= 1) return;
    const words = `pcm lasts ${durationMs(pcm.length, audio)} ms in whole frames, the fragment ${ms} ms`;
    throw new Refusal('PCM_LENGTH_WRONG', words, 'pcm');
  }

  async #work(fragment: FragmentData): Promise<void> {
    const { fragmentId, sequence } = fragment;
    let revision = 0;
    const answer = await answerTo(fragment, {
      init: this.init,
      hearingMs: this.options.hearingMs,
      signal: this.#stop.signal,
      onPartial: (transcript, isFinal) => {
        revision++;
        if (!this.agreement.features.includes(partials)) return;
        this.#link?.emit('fragment:partial', { fragmentId, sequence, revision, isFinal, transcript });
      },
    });
    if (this.isOver) return;
    this.#ledger.done(answer);
    this.#flush();
    this.#advise();
  }

  /** Sends what is due, and the end where that was the last. */
  #flush(): void {
    const link = this.#link;
    if (link === undefined || this.isOver) return;
    for (const answer of this.#ledger.takeDue()) link.emit('fragment:processed', answer);
    if (this.#state !== 'ending' || !this.#ledger.isAnswered) return;
    const { received, processed, failed } = this.#ledger;
    this.#finish();
    link.emit('stream:complete', {
      fragmentsReceived: received,
      fragmentsProcessed: processed,
      fragmentsFailed: failed,
    });
  }

  #advise(): void {
    if (this.isOver) return;
    const pressure = this.#pressure;
    if (pressure.level === this.#level) return;
    this.#level = pressure.level;
    this.#link?.emit('backpressure', pressure);
  }

  /** The client has said something: the time of silence begins anew (10.2). */
  #wait(): void {
    if (this.isOver) return;
    this.#set(this.options.idleTimeoutMs, () => {
      this.#link?.emit('error', new Refusal('SESSION_EXPIRED', 'the client has been silent for too long').info);
      this.end();
    });
  }

  #set(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }

  #finish(): void {
    clearTimeout(this.#timer);
    this.#state = 'over';
    this.#stop.abort();
    this.onOver();
  }
}
