import { randomUUID } from 'node:crypto';
import { DubbingError } from '@dubbing/common';
import {
  STS_EVENTS,
  checkPcm,
  type FragmentData,
  type FragmentProcessed,
  type SessionLimits,
  type StreamInit,
} from '@dubbing/contracts';
import { answerOf, heardText, isSilent } from './answer.js';
import type { Fault } from './fault.js';

/** Sends a message on the connection that the session has; without one it is lost. */
export type Send = (event: string, message: object) => void;

interface Course {
  readonly fragment: FragmentData;
  answer?: FragmentProcessed;
  isSent: boolean;
}

export const limits: SessionLimits = {
  maxInFlight: 4,
  maxFragmentDurationMs: 10_000,
  maxFragmentBytes: 2_000_000,
  resumeWindowMs: 1200,
};

const workMs = 120;
const silentWorkMs = 5;

export const refusal = (code: string, field?: string, retryable = false): DubbingError =>
  new DubbingError(code, `refused: ${code}`, { field, retryable });

/** The session of the small server: what the document says and no more, but for its fault. */
export class SmallSession {
  readonly id = randomUUID();
  readonly init: StreamInit;
  readonly #fault: Fault | undefined;
  readonly #courses = new Map<number, Course>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #send: Send | undefined;
  #state: 'open' | 'paused' | 'ending' | 'over' = 'open';
  #hasPartials = false;
  #last: number | undefined;
  #level = 'none';
  #failed = 0;
  #extra = 0;

  constructor(init: StreamInit, fault: Fault | undefined) {
    this.init = init;
    this.#fault = fault;
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  get lastSequence(): number | undefined {
    return this.#fault === 'wrong-last-sequence' && this.#last !== undefined ? this.#last + 1 : this.#last;
  }

  /** After `stream:ready`. */
  attach(send: Send, hasPartials: boolean): void {
    this.#send = send;
    this.#hasPartials = hasPartials || this.#fault === 'partials-for-all';
    if (this.#fault === 'forgets-pause' && this.#state === 'paused') this.#state = 'open';
    if (this.#fault === 'repeats-partials' && hasPartials) {
      for (const { fragment } of this.#courses.values()) this.#partial(fragment, 1, false);
    }
    this.#flush();
  }

  detach(): void {
    this.#send = undefined;
  }

  accept(fragment: FragmentData): void {
    const { sequence, fragmentId } = fragment;
    if (this.isOver && this.#fault !== 'goes-on-when-over') throw refusal('SESSION_ENDED');
    const known = this.#courses.get(sequence);
    if (known !== undefined && this.#fault !== 'takes-any-number') {
      if (known.fragment.fragmentId !== fragmentId) throw refusal('SEQUENCE_INVALID', 'sequence');
      this.#again(known);
      return;
    }
    const isTaken = sequence <= (this.#last ?? -1) && this.#fault !== 'takes-any-number';
    const isGap = this.#fault === 'refuses-gaps' && sequence > (this.#last ?? sequence - 1) + 1;
    if (isTaken || isGap) throw refusal('SEQUENCE_INVALID', 'sequence');
    if (this.#state === 'paused') throw refusal('SESSION_PAUSED', undefined, true);
    if (this.#state === 'ending') throw refusal('SESSION_ENDED');
    if (this.#fault !== 'takes-any-length') {
      if (fragment.durationMs > limits.maxFragmentDurationMs) throw refusal('FRAGMENT_TOO_LARGE', 'durationMs');
      checkPcm(fragment, this.init.audio);
    }
    if (this.#inFlight >= limits.maxInFlight) throw refusal('IN_FLIGHT_LIMIT', undefined, true);
    this.#last = sequence;
    const course: Course = { fragment, isSent: false };
    this.#courses.set(sequence, course);
    this.#ack(course);
    this.#work(course);
    this.#advise();
  }

  pause(): void {
    if (this.#state === 'open' && this.#fault !== 'ignores-pause') this.#state = 'paused';
  }

  resume(): void {
    if (this.#state === 'paused') this.#state = 'open';
  }

  end(): void {
    if (this.#state === 'over') return;
    this.#state = 'ending';
    if (this.#fault === 'completes-early') this.#complete();
    this.#flush();
  }

  close(): void {
    this.#state = 'over';
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** A message was wrong. It must change nothing. */
  spoil(): void {
    if (this.#fault === 'wrong-messages-count') this.#extra += 1;
    if (this.#fault === 'wrong-messages-count' && this.#state === 'open') this.#state = 'paused';
  }

  get #inFlight(): number {
    return [...this.#courses.values()].filter(({ answer }) => answer === undefined).length;
  }

  #ack({ fragment: { fragmentId, sequence } }: Course): void {
    if (this.#fault === 'no-ack') return;
    const ack = { fragmentId, sequence, inFlight: this.#inFlight };
    this.#send?.(STS_EVENTS.fragmentAck, this.#fault === 'ack-breaks-contract' ? { ...ack, sequence: -1 } : ack);
  }

  #again(course: Course): void {
    this.#ack(course);
    if (this.#fault === 'works-twice') {
      this.#extra += 1;
      this.#send?.(STS_EVENTS.fragmentProcessed, answerOf(course.fragment, this.init, false));
      return;
    }
    if (course.isSent && this.#fault !== 'forgets-answers')
      this.#send?.(STS_EVENTS.fragmentProcessed, course.answer ?? {});
  }

  #work(course: Course): void {
    const { fragment } = course;
    const takesMs = isSilent(fragment) ? silentWorkMs : workMs;
    const isLate = fragment.deadlineMs < takesMs;
    const waitMs = this.#fault === 'answers-late' ? takesMs + 20_000 : isLate ? fragment.deadlineMs / 2 : takesMs;
    this.#partial(fragment, this.#fault === 'revision-falls' ? 9 : 1, false);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!isLate && !isSilent(fragment)) this.#partial(fragment, 2, true);
      if (isLate) this.#failed += 1;
      course.answer = answerOf(fragment, this.init, isLate, this.#fault);
      if (this.#fault === 'answers-as-they-are-done') this.#answer(course);
      this.#flush();
      this.#advise();
    }, waitMs);
    this.#timers.add(timer);
  }

  #partial({ fragmentId, sequence }: FragmentData, revision: number, isFinal: boolean): void {
    if (!this.#hasPartials) return;
    const text = isFinal && this.#fault === 'final-differs' ? 'something else' : heardText;
    const transcript = { language: this.init.sourceLanguage, text };
    this.#send?.(STS_EVENTS.fragmentPartial, { fragmentId, sequence, revision, isFinal, transcript });
  }

  #flush(): void {
    if (this.#send === undefined) {
      if (this.#fault === 'loses-answers')
        for (const course of this.#courses.values()) course.isSent ||= course.answer !== undefined;
      return;
    }
    for (const course of [...this.#courses.values()].sort((a, b) => a.fragment.sequence - b.fragment.sequence)) {
      if (course.answer === undefined) break;
      if (!course.isSent) this.#answer(course);
    }
    const isDone = [...this.#courses.values()].every(({ isSent }) => isSent);
    if (this.#state === 'ending' && isDone) this.#complete();
  }

  #answer(course: Course): void {
    if (course.answer === undefined || course.isSent) return;
    course.isSent = true;
    this.#send?.(STS_EVENTS.fragmentProcessed, course.answer);
    if (this.#fault === 'answers-twice') this.#send?.(STS_EVENTS.fragmentProcessed, course.answer);
    if (this.#fault === 'partial-after-answer') this.#partial(course.fragment, 3, false);
  }

  #advise(): void {
    const inFlight = this.#inFlight;
    const most = this.#fault === 'says-hard-early' ? 2 : limits.maxInFlight;
    const level = inFlight >= most ? 'hard' : 'none';
    if (level === this.#level) return;
    this.#level = level;
    const advice = { recommendedMaxInFlight: level === 'hard' ? 1 : 4, recommendedFragmentMs: 3000 };
    this.#send?.(STS_EVENTS.backpressure, { level, inFlight, ...advice });
  }

  #complete(): void {
    const count = this.#courses.size + this.#extra + (this.#fault === 'counts-wrong' ? 1 : 0);
    const counts = { fragmentsReceived: count, fragmentsProcessed: count, fragmentsFailed: this.#failed };
    this.#state = 'over';
    this.#send?.(STS_EVENTS.complete, counts);
  }
}
