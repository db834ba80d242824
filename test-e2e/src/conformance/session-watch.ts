import {
  STS_EVENTS,
  type Backpressure,
  type FragmentAck,
  type FragmentPartial,
  type FragmentProcessed,
  type StreamInit,
  type StreamReady,
} from '@dubbing/contracts';
import { answerFaults } from './answer-faults.js';
import type { Received } from './client.js';
import type { WireFragment } from './fragment.js';
import { Violation } from './violation.js';

/** What is known of one fragment that was sent. */
interface Course {
  readonly fragment: WireFragment;
  acks: number;
  answers: number;
  /** Acks that came after the first answer: each allows one more. */
  acksAfterAnswer: number;
  lastRevision: number;
  /** Its answer may have been on the wire when a connection broke: it comes when it is asked for, or not at all. */
  mayBeLost?: boolean;
  finalText?: string;
}

/**
 * Holds one session, over all its connections, to what is always promised: acks before answers, one answer each, in order, partial
 * transcripts in their place, answers that belong to their fragments. Cases need not look for it themselves.
 */
export class SessionWatch {
  readonly violations: Violation[] = [];
  readonly #init: Pick<StreamInit, 'sourceLanguage' | 'targetLanguages' | 'replyAudio'>;
  readonly #courses = new Map<string, Course>();
  /** Sent on the present connection, and neither acknowledged nor refused. */
  #unheard: string[] = [];
  #ready: StreamReady | undefined;
  #lastAnswered = -1;
  #isComplete = false;

  constructor(init: Pick<StreamInit, 'sourceLanguage' | 'targetLanguages' | 'replyAudio'>) {
    this.#init = init;
  }

  /** Whether the session is over. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** A fragment is about to be sent whose id the server can read. */
  sent(fragment: WireFragment): void {
    this.#unheard.push(fragment.fragmentId);
    // One that was refused may be sent again otherwise; one that was accepted is what it was.
    if ((this.#courses.get(fragment.fragmentId)?.acks ?? 0) > 0) return;
    this.#courses.set(fragment.fragmentId, { fragment, acks: 0, answers: 0, acksAfterAnswer: 0, lastRevision: 0 });
  }

  received({ event, message }: Received): void {
    if (event === STS_EVENTS.ready) this.#opened(message);
    else if (this.#ready === undefined) return;
    else if (event === STS_EVENTS.error && message.fragmentId !== undefined) this.#heard(message.fragmentId, 'error');
    else if (event === STS_EVENTS.fragmentAck) this.#acknowledged(message);
    else if (event === STS_EVENTS.fragmentPartial) this.#partial(message);
    else if (event === STS_EVENTS.fragmentProcessed) this.#answered(message);
    else if (event === STS_EVENTS.backpressure) this.#advised(message);
    else if (event === STS_EVENTS.complete) this.#isComplete = true;
  }

  #opened(ready: StreamReady): void {
    this.#ready = ready;
    this.#isComplete = false;
    this.#unheard = [];
    if (!ready.resumed) {
      this.#courses.clear();
      this.#lastAnswered = -1;
    }
    for (const course of this.#courses.values()) course.mayBeLost = course.acks > 0 && course.answers === 0;
  }

  /** Acks and refusals come in the order in which the fragments were sent. */
  #heard(fragmentId: string, what: string): void {
    const at = this.#unheard.indexOf(fragmentId);
    if (at > 0)
      this.#break('8.2', `the ${what} of ${fragmentId} came before that of ${this.#unheard[0]}, sent before it`);
    if (at === -1) this.#break('8.2', `an ${what} came for ${fragmentId}, which had one or was not sent`);
    else this.#unheard.splice(at, 1);
  }

  #acknowledged({ fragmentId, sequence, inFlight }: FragmentAck): void {
    this.#heard(fragmentId, 'ack');
    const course = this.#courseOf(fragmentId, sequence, STS_EVENTS.fragmentAck);
    if (course === undefined) return;
    course.acks += 1;
    if (course.answers > 0) course.acksAfterAnswer += 1;
    const limit = this.#ready?.limits.maxInFlight ?? 0;
    if (inFlight > limit)
      this.#break('8.3', `an ack tells of ${inFlight} fragments in flight, above the limit of ${limit}`);
    // Of one that came again the work may be done.
    if (inFlight < 1 && course.acks === 1)
      this.#break('7.4', 'an ack tells of no fragment in flight, and counts itself');
  }

  #partial({ fragmentId, sequence, revision, isFinal, transcript }: FragmentPartial): void {
    if (this.#ready?.features?.includes('partials') !== true) {
      this.#break('4.3', `a fragment:partial came, and partials were not agreed`);
      return;
    }
    const course = this.#courseOf(fragmentId, sequence, STS_EVENTS.fragmentPartial);
    if (course === undefined) return;
    if (course.acks === 0) this.#break('11', `a fragment:partial of ${fragmentId} came before its ack`);
    if (course.answers > 0) this.#break('11', `a fragment:partial of ${fragmentId} came after its fragment:processed`);
    if (revision <= course.lastRevision)
      this.#break('11', `revision ${revision} of ${fragmentId} came after ${course.lastRevision}`);
    if (course.finalText !== undefined)
      this.#break('11', `a fragment:partial of ${fragmentId} came after the final one`);
    if (transcript.language !== this.#init.sourceLanguage)
      this.#break('7.15', `a partial transcript is in ${transcript.language}, not in the source language`);
    course.lastRevision = revision;
    if (isFinal) course.finalText = transcript.text;
  }

  #answered(answer: FragmentProcessed): void {
    const { fragmentId, sequence } = answer;
    const course = this.#courseOf(fragmentId, sequence, STS_EVENTS.fragmentProcessed);
    if (course === undefined) return;
    for (const fault of answerFaults(answer, course.fragment, this.#init)) this.violations.push(fault);
    if (course.acks === 0) this.#break('8.2', `fragment:processed of ${fragmentId} came before its fragment:ack`);
    if (this.#isComplete) this.#break('10.1', `fragment:processed of ${fragmentId} came after stream:complete`);
    if (course.answers === 0) this.#answeredFirst(course, sequence);
    else if (course.answers > course.acksAfterAnswer)
      this.#break(
        '8.2',
        `fragment:processed of ${fragmentId} came ${course.answers + 1} times, and was asked for less often`,
      );
    course.answers += 1;
    const text = answer.transcript?.text;
    if (course.finalText !== undefined && text !== undefined && text !== course.finalText)
      this.#break('11', `the final partial transcript of ${fragmentId} is not that of its answer`);
  }

  #answeredFirst(course: Course, sequence: number): void {
    if (course.mayBeLost === true) return;
    if (sequence < this.#lastAnswered)
      this.#break('8.2', `sequence ${sequence} was answered after ${this.#lastAnswered}`);
    this.#lastAnswered = Math.max(this.#lastAnswered, sequence);
    for (const other of this.#courses.values()) {
      const isOpen = other.acks > 0 && other.answers === 0 && other.mayBeLost !== true;
      if (isOpen && other !== course && other.fragment.sequence < sequence)
        this.#break(
          '8.2',
          `sequence ${sequence} was answered before ${other.fragment.sequence}, accepted and below it`,
        );
    }
  }

  #advised({ level, inFlight }: Backpressure): void {
    const limit = this.#ready?.limits.maxInFlight ?? 0;
    if (level === 'hard' && inFlight < limit)
      this.#break('8.3', `backpressure is hard with ${inFlight} in flight of ${limit}`);
  }

  #courseOf(fragmentId: string, sequence: number, event: string): Course | undefined {
    const course = this.#courses.get(fragmentId);
    if (course === undefined) this.#break('8.2', `a ${event} came for ${fragmentId}, which was never sent`);
    else if (course.fragment.sequence !== sequence)
      this.#break('7', `the ${event} of ${fragmentId} has sequence ${sequence}, not ${course.fragment.sequence}`);
    return course;
  }

  #break(section: string, message: string): void {
    this.violations.push(new Violation(section, message));
  }
}
