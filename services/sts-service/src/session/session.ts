import { randomUUID } from 'node:crypto';
import { Deferred, type DubbingError } from '@dubbing/common';
import {
  FragmentAck,
  STS_EVENTS,
  StreamComplete,
  StreamReady,
  create,
  errorInfoOf,
  type BackpressureLevel,
  type FragmentData,
  type FragmentPartial,
  type FragmentProcessed,
  type SessionLimits,
  type StreamInit,
} from '@dubbing/contracts';
import { stsError } from '../errors.js';
import type { ChosenEngines } from '../pipeline/choose-engines.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import { checkFragment } from './check-fragment.js';
import { Expiry } from './expiry.js';
import { FragmentJob, type JobContext } from './fragment-job.js';
import { Gate } from './gate.js';
import { limitsFor, type SessionSettings } from './limits.js';
import type { Agreement, SessionObserver, SessionPeer } from './peer.js';
import { adviceFor, missedDeadline, pressureLevel } from './pressure.js';
import { ReplyLine } from './reply-line.js';

export type SessionState = 'open' | 'paused' | 'ending' | 'closed';

/**
 * One stream's session. It outlives its connection by the resume window: work goes on, and
 * what is done meanwhile is sent when a connection is back. Every accepted fragment is answered
 * exactly once, in the order of `sequence`, whether it succeeds or not.
 */
export class StsSession {
  readonly id = randomUUID();
  readonly init: StreamInit;
  readonly #settings: SessionSettings;
  readonly #observer: SessionObserver;
  readonly #limits: SessionLimits;
  readonly #context: JobContext;
  readonly #line: ReplyLine;
  readonly #jobs = new Set<FragmentJob>();
  readonly #expiry = new Expiry();
  readonly #closed = new Deferred<void>();
  readonly #counts = { fragmentsReceived: 0, fragmentsProcessed: 0, fragmentsFailed: 0 };
  #peer: SessionPeer | undefined;
  /** With the connection, or with the last one while there is none. */
  #features: Agreement['features'] = [];
  #state: SessionState = 'open';
  #pressure: BackpressureLevel = 'none';
  #missesInRow = 0;

  constructor(
    init: StreamInit,
    engines: ChosenEngines,
    pipeline: Pipeline,
    settings: SessionSettings,
    observer: SessionObserver,
  ) {
    this.init = init;
    this.#settings = settings;
    this.#observer = observer;
    this.#limits = limitsFor(settings, init.audio);
    this.#line = new ReplyLine(settings.maxInFlight);
    const { sourceLanguage, audio, replyAudio } = init;
    const gate = new Gate(settings.concurrency);
    const agreedPartials = () => this.#features.includes('partials');
    const partials = {
      language: sourceLanguage,
      everyMs: settings.partialEveryMs,
      wanted: () => this.#peer !== undefined && agreedPartials(),
      send: this.#sendPartial.bind(this),
    };
    const sound = { sourceLanguage, audio, replyAudio };
    this.#context = { sessionId: this.id, ...sound, engines, pipeline, gate, partials, agreedPartials };
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Whether it has its connection at present. */
  get attached(): boolean {
    return this.#peer !== undefined;
  }

  get inFlight(): number {
    return this.#line.inFlight;
  }

  /** Resolves when the session is over, however it ended. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Gives the session its connection, in the place of the one it may still have. */
  attach(peer: SessionPeer, { protocol, features }: Agreement, resumed: boolean): void {
    const before = this.#peer;
    this.#peer = peer;
    this.#features = features;
    before?.disconnect();
    this.#touch();
    const lastSequence = this.#line.lastSequence;
    const engines = [...this.#context.engines.infos];
    const ready = { sessionId: this.id, protocol, resumed, engines, limits: this.#limits };
    const last = lastSequence === undefined ? {} : { lastSequence };
    const agreed = features.length === 0 ? {} : { features: [...features] };
    peer.send(STS_EVENTS.ready, create(StreamReady, { ...ready, ...agreed, ...last }));
    if (this.#pressure !== 'none') this.#advise();
    this.#flush();
  }

  /** The connection is lost. Of a connection that was replaced before, it says nothing. */
  detach(peer: SessionPeer): void {
    if (this.#peer !== peer || this.#state === 'closed') return;
    this.#peer = undefined;
    this.#expiry.set(this.#settings.resumeWindowMs, () => {
      this.close(stsError('SESSION_EXPIRED', 'the connection did not come back within the resume window'));
    });
  }

  /** Takes a fragment, acknowledges it and starts the work. @throws DubbingError when it is refused. */
  accept(fragment: FragmentData): void {
    // Of a session that is over nothing can be said again, and silence would leave the client waiting.
    if (this.#state === 'closed') this.#checkOpen();
    this.#touch();
    const { fragmentId, sequence } = fragment;
    const known = this.#line.find(sequence);
    if (known !== undefined) {
      if (known.state === 'forgotten' || known.fragmentId !== fragmentId) {
        const last = `the last sequence number was ${this.#line.lastSequence}`;
        throw stsError('SEQUENCE_INVALID', `sequence ${sequence} is taken; ${last}`, { field: 'sequence' });
      }
      this.#acknowledge(fragment);
      if (known.state === 'sent') this.#peer?.send(STS_EVENTS.fragmentProcessed, known.reply);
      return;
    }
    this.#checkOpen();
    checkFragment(fragment, this.#limits, this.init.audio);
    if (this.inFlight >= this.#limits.maxInFlight) {
      this.#advise();
      throw stsError('IN_FLIGHT_LIMIT', `${this.inFlight} fragments are in flight, which is the limit`);
    }
    this.#line.reserve(sequence, fragmentId);
    this.#counts.fragmentsReceived += 1;
    this.#acknowledge(fragment);
    this.#start(new FragmentJob(fragment, this.#context));
    this.#checkPressure();
  }

  /** No fragments are taken until `resume`; those in flight are answered. */
  pause(): void {
    this.#touch();
    if (this.#state === 'open') this.#state = 'paused';
  }

  resume(): void {
    this.#touch();
    if (this.#state === 'paused') this.#state = 'open';
  }

  /** No more fragments come; the session is over when those in flight are answered. */
  end(): void {
    if (this.#state === 'closed' || this.#state === 'ending') return;
    this.#state = 'ending';
    this.#flush();
  }

  /** Ends the session at once. The client, where there is one, is told the reason. Idempotent. */
  close(reason?: DubbingError): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#expiry.clear();
    const stopped = reason ?? stsError('CANCELLED', 'the session was closed');
    for (const job of this.#jobs) job.abort(stopped);
    if (reason !== undefined) this.#peer?.send(STS_EVENTS.error, errorInfoOf(reason));
    this.#peer = undefined;
    this.#closed.resolve();
  }

  #checkOpen(): void {
    if (this.#state === 'paused') {
      throw stsError('SESSION_PAUSED', 'the session is paused; send stream:resume first');
    }
    if (this.#state !== 'open') throw stsError('SESSION_ENDED', 'the session takes no more fragments');
  }

  #acknowledge({ fragmentId, sequence }: FragmentData): void {
    const ack = create(FragmentAck, { fragmentId, sequence, inFlight: this.inFlight });
    this.#peer?.send(STS_EVENTS.fragmentAck, ack);
  }

  #sendPartial(message: FragmentPartial): void {
    this.#peer?.send(STS_EVENTS.fragmentPartial, message);
    this.#observer.partial(message.isFinal ? 'final' : 'growing');
  }

  #start(job: FragmentJob): void {
    this.#jobs.add(job);
    job.run().then(
      (reply) => {
        this.#jobs.delete(job);
        this.#settle(reply);
      },
      (error: unknown) => {
        // A job always has a reply; one that has none would hold up all that follow.
        this.close(stsError('INTERNAL', 'a fragment was left without a reply', { cause: error }));
      },
    );
  }

  #settle(reply: FragmentProcessed): void {
    this.#observer.fragment(reply.status, reply.timings.totalMs, reply.error?.code);
    this.#counts.fragmentsProcessed += 1;
    if (reply.status === 'failed') this.#counts.fragmentsFailed += 1;
    this.#missesInRow = missedDeadline(reply) ? this.#missesInRow + 1 : 0;
    this.#line.settle(reply);
    if (this.#state === 'closed') return;
    this.#flush();
    this.#checkPressure();
  }

  /** Sends what can be sent; where nothing is left of a session that ends, it is over. */
  #flush(): void {
    const peer = this.#peer;
    if (peer === undefined) return;
    for (const reply of this.#line.take()) peer.send(STS_EVENTS.fragmentProcessed, reply);
    if (this.#state !== 'ending' || !this.#line.empty) return;
    peer.send(STS_EVENTS.complete, create(StreamComplete, { ...this.#counts }));
    this.close();
  }

  #checkPressure(): void {
    const level = pressureLevel(this.inFlight, this.#limits.maxInFlight, this.#missesInRow);
    if (level === this.#pressure) return;
    this.#pressure = level;
    this.#advise();
  }

  #advise(): void {
    const { maxInFlight, maxFragmentDurationMs } = this.#limits;
    const advice = adviceFor(this.#pressure, this.inFlight, maxInFlight, maxFragmentDurationMs);
    this.#peer?.send(STS_EVENTS.backpressure, advice);
  }

  /** The client is heard of. */
  #touch(): void {
    if (this.#peer === undefined || this.#state === 'closed') return;
    this.#expiry.set(this.#settings.idleTimeoutMs, () => {
      const reason = stsError('SESSION_EXPIRED', 'the client has sent nothing for too long');
      this.#peer?.send(STS_EVENTS.error, errorInfoOf(reason));
      this.end();
    });
  }
}
