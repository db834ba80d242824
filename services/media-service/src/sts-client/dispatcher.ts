import {
  Deferred,
  describeError,
  type DubbingError,
  errorCodes as commonErrorCodes,
  formatPtsNs,
  nsToMs,
  toDubbingError,
} from '@dubbing/common';
import type { Backpressure, FragmentPartial, FragmentProcessed, StreamReady } from '@dubbing/contracts';
import { errorCodes } from '../errors.js';
import type { Fragment } from '../media/fragment.js';
import type { SpokenPlace } from '../media/transcript.js';
import { CircuitBreaker } from './breaker.js';
import { systemClock, type Clock } from '../media/clock.js';
import { Flights, type Flight } from './flights.js';
import { fragmentMessage } from './fragment-message.js';
import type { FallbackReason, StsClientOptions } from './options.js';
import { errorOf } from './refusal.js';
import { slotOf } from './slot.js';
import { StsCounters } from './stats.js';

/** A deadline is looked at again this often at most: media time may run faster or slower than the clock. */
const LEAST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 1000;

/** What the dispatcher needs of a connection. */
export interface FragmentSink {
  send(fragment: Record<string, unknown>): void;
  close(error?: DubbingError): void;
}

/**
 * Brings each fragment to exactly one end, a reply or a fallback, whatever the connection does: limits what is
 * under way, watches the deadlines, and leaves a failing server alone.
 */
export class Dispatcher {
  readonly counters = new StsCounters();
  readonly #options: StsClientOptions;
  readonly #onChange: () => void;
  readonly #clock: Clock;
  readonly #breaker: CircuitBreaker;
  readonly #flights = new Flights();
  readonly #maxInFlight: number;
  readonly #maxWaiting: number;
  readonly #maxDeadlineMs: number;
  readonly #marginMs: number;
  #sink: FragmentSink | undefined;
  #limit = 1;
  #nextSequence = 0;
  #drained: Deferred<void> | undefined;
  /** End of the latest fragment on the programme. */
  #headMs = 0;

  /** @param onChange the breaker may have opened or closed */
  constructor(options: StsClientOptions, onChange: () => void) {
    this.#options = options;
    this.#onChange = onChange;
    this.#clock = options.clock ?? systemClock;
    // By the programme's time, so that a file which goes faster than its pace does not run through while it is open.
    this.#breaker = new CircuitBreaker(options.breaker, () => this.#headMs);
    this.#maxInFlight = options.maxInFlight ?? 4;
    this.#maxWaiting = options.maxWaiting ?? 8;
    this.#maxDeadlineMs = options.maxDeadlineMs ?? 60_000;
    this.#marginMs = options.marginMs ?? 100;
  }

  /** Whether every fragment has its end. */
  get isIdle(): boolean {
    return this.#flights.size === 0;
  }

  get isBreakerOpen(): boolean {
    return this.#breaker.isOpen;
  }

  submit(fragment: Fragment): void {
    const flight: Flight = { fragment, submittedAtMs: this.#clock.nowMs(), isProbe: false, revision: 0 };
    this.#headMs = Math.max(this.#headMs, nsToMs(fragment.endPtsNs));
    this.#flights.add(flight);
    if (this.#sink !== undefined && !this.#breaker.passes) {
      this.#fallBack(flight, 'breaker-open');
      return;
    }
    this.#watch(flight);
    const [oldest, ...others] = this.#flights.waiting;
    if (oldest !== undefined && others.length >= this.#maxWaiting) this.#fallBack(oldest, 'overload');
    this.#pump();
  }

  opened(sink: FragmentSink, ready: StreamReady): void {
    const lastSequence = ready.resumed ? ready.lastSequence : undefined;
    this.#sink = sink;
    this.#limit = Math.min(this.#maxInFlight, ready.limits.maxInFlight);
    this.#nextSequence = lastSequence === undefined ? 0 : lastSequence + 1;
    this.#flights.resumeAfter(lastSequence);
    // What the session took is sent again under its number: its reply may have been lost with the connection.
    for (const flight of this.#flights.sent) this.#send(flight, sink);
    this.#pump();
  }

  lost(): void {
    this.#sink = undefined;
    this.#breaker.withdrawn();
  }

  advised({ level, recommendedMaxInFlight }: Backpressure, serverLimit: number): void {
    const own = Math.min(this.#maxInFlight, serverLimit);
    this.#limit = level === 'none' ? own : Math.min(own, recommendedMaxInFlight);
    this.#pump();
  }

  /** The growing transcript of a fragment that is under way. What is not newer than the last, or of no such fragment, is left out. */
  transcribed({ fragmentId, sequence, revision, isFinal, transcript }: FragmentPartial): void {
    const flight = this.#flights.get(fragmentId);
    if (flight === undefined || flight.sequence !== sequence || revision <= flight.revision) {
      this.counters.partialsIgnored++;
      return;
    }
    flight.revision = isFinal ? Infinity : revision;
    this.counters.partials++;
    this.#options.onTranscript?.(flight.fragment, { text: transcript.text, isFinal });
  }

  replied(reply: FragmentProcessed): void {
    const { fragmentId } = reply;
    const known = this.#flights.get(fragmentId);
    if (known !== undefined && reply.startPtsNs !== formatPtsNs(known.fragment.startPtsNs)) {
      this.malformed(fragmentId, undefined);
      return;
    }
    const abandoned = this.#flights.abandoned(fragmentId);
    if (abandoned !== undefined) this.counters.cameLate(this.#slackMs(abandoned.place));
    else if (known === undefined) this.counters.duplicates++;
    const flight = this.#flights.take(fragmentId, true);
    this.#hear(flight?.fragment ?? abandoned?.place, reply);
    const sequence = abandoned?.sequence ?? flight?.sequence;
    if (sequence !== undefined) this.#flights.answeredUpTo(sequence);
    if (flight !== undefined && reply.status === 'failed') {
      this.#breaker.failed();
      const isLate = reply.error?.code === commonErrorCodes.DEADLINE_EXCEEDED;
      this.#settle(flight, isLate ? 'late' : 'failed', reply.error && errorOf(reply.error));
    } else if (flight !== undefined) {
      this.#breaker.succeeded();
      const replyMs = this.#clock.nowMs() - flight.submittedAtMs;
      this.counters.replied(replyMs, this.#slackMs(flight.fragment));
      this.#options.onReply(flight.fragment, reply, replyMs);
    }
    this.#afterEnd();
  }

  /** The server does not take or answer this fragment. */
  refused(fragmentId: string, error: DubbingError): void {
    const flight = this.#flights.take(fragmentId, true);
    if (flight === undefined) return;
    this.#breaker.failed();
    this.#settle(flight, 'failed', error);
    this.#afterEnd();
  }

  /** A reply that breaks the contract. @param fragmentId as far as it can be read */
  malformed(fragmentId: string | undefined, error: DubbingError | undefined): void {
    this.counters.malformed++;
    const flight = fragmentId === undefined ? undefined : this.#flights.take(fragmentId, true);
    if (flight === undefined) return;
    this.#breaker.failed();
    this.#settle(flight, 'malformed', error);
    this.#afterEnd();
  }

  /** Ends what is outstanding; with `waitingOnly`, what has not been sent. */
  giveUp(reason: FallbackReason, waitingOnly = false, error?: DubbingError): void {
    const flights = waitingOnly ? this.#flights.waiting : this.#flights.all();
    for (const flight of flights) this.#fallBack(flight, reason, error);
  }

  /** Resolves when every fragment has its end. */
  drained(): Promise<void> {
    if (this.#flights.size === 0) return Promise.resolve();
    this.#drained ??= new Deferred();
    return this.#drained.promise;
  }

  /** What was said can be read even where it was recognised too late to be dubbed, or could not be. */
  #hear(place: SpokenPlace | undefined, { startPtsNs, status, transcript }: FragmentProcessed): void {
    const text = status === 'empty' ? '' : transcript?.text;
    if (place === undefined || text === undefined || startPtsNs !== formatPtsNs(place.startPtsNs)) return;
    this.#options.onTranscript?.(place, { text, isFinal: true });
  }

  #pump(): void {
    this.#flights.forgetAbandoned(this.#clock.nowMs() - this.#maxDeadlineMs);
    for (const flight of this.#flights.waiting) {
      if (this.#sink === undefined) return;
      if (!this.#breaker.passes) this.#fallBack(flight, 'breaker-open');
      // A probe is let through above the limit: what a hung server never answered must not lock it out for good.
      else if (!this.#breaker.isOpen && this.#flights.underWay >= this.#limit) return;
      else this.#send(flight, this.#sink);
    }
  }

  #send(flight: Flight, sink: FragmentSink): void {
    const sequence = flight.sequence ?? this.#nextSequence;
    let message: Record<string, unknown>;
    try {
      const slot = slotOf(flight.fragment, this.#options.overrunMs?.(flight.fragment.startPtsNs) ?? 0);
      message = fragmentMessage(flight.fragment, sequence, this.#timeLeftMs(flight), slot);
    } catch (error) {
      this.#fallBack(flight, 'failed', toDubbingError(error, errorCodes.STS_MALFORMED));
      return;
    }
    this.#nextSequence = Math.max(this.#nextSequence, sequence + 1);
    flight.sequence = sequence;
    flight.isProbe = this.#breaker.attempt();
    this.counters.sent++;
    sink.send(message);
  }

  #timeLeftMs({ fragment, submittedAtMs }: Flight): number {
    const ageMs = this.#clock.nowMs() - submittedAtMs;
    return Math.min(this.#slackMs(fragment), this.#maxDeadlineMs - ageMs);
  }

  /** Until a reply is of no use any more. */
  #slackMs({ startPtsNs }: Pick<Fragment, 'startPtsNs'>): number {
    return this.#options.remainingMs(startPtsNs) - this.#marginMs;
  }

  #watch(flight: Flight): void {
    const timeLeftMs = this.#timeLeftMs(flight);
    if (timeLeftMs <= 0) {
      this.#expire(flight);
      return;
    }
    const waitMs = Math.max(LEAST_WAIT_MS, Math.min(LONGEST_WAIT_MS, timeLeftMs));
    flight.unwatch = this.#clock.after(waitMs, () => this.#watch(flight));
  }

  #expire(flight: Flight): void {
    // Without a connection nothing can come, which is no verdict on the server.
    const isConnected = this.#sink !== undefined;
    // One that could not even be sent, because the server answers nothing, is a verdict too.
    if (isConnected && (flight.sequence !== undefined || this.#flights.abandonedCount > 0)) this.#breaker.failed();
    this.#fallBack(flight, isConnected ? 'late' : 'unavailable');
    // A server that leaves even the probe unanswered may have lost the session: a fresh connection finds out.
    if (flight.isProbe) this.#sink?.close();
  }

  #fallBack(flight: Flight, reason: FallbackReason, error?: DubbingError): void {
    if (this.#flights.take(flight.fragment.fragmentId, false) === undefined) return;
    this.#settle(flight, reason, error);
    this.#afterEnd();
  }

  #settle(flight: Flight, reason: FallbackReason, error?: DubbingError): void {
    this.counters.fellBack(reason);
    this.#options.logger.warn('No dub for a fragment, the original is heard', {
      fragmentId: flight.fragment.fragmentId,
      reason,
      ...(error !== undefined && { code: error.code, error: describeError(error) }),
    });
    this.#options.onFallback(flight.fragment, reason, error);
  }

  #afterEnd(): void {
    if (this.#flights.size === 0) this.#drained?.resolve();
    if (this.#flights.size === 0) this.#drained = undefined;
    this.#onChange();
    this.#pump();
  }
}
