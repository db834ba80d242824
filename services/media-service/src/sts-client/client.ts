import { Backoff, describeError, sleep, type DubbingError } from '@dubbing/common';
import {
  agreeFeatures,
  create,
  StreamInit,
  STS_EVENTS,
  SUPPORTED_RANGE,
  type ErrorMessage,
  type FragmentPartial,
  type ProtocolFeature,
  type StreamReady,
} from '@dubbing/contracts';
import type { Fragment } from '../media/fragment.js';
import { StsConnection } from './connection.js';
import { Dispatcher } from './dispatcher.js';
import { FRAGMENT_AUDIO, REPLY_AUDIO } from './fragment-message.js';
import type { StsClientOptions, StsState } from './options.js';
import { refusalOf, strangeProtocol } from './refusal.js';
import type { StsStats } from './stats.js';
import { unmetWishes } from './unmet-wishes.js';

const DEFAULT_READY_TIMEOUT_MS = 15_000;
const DEFAULT_CLOSE_TIMEOUT_MS = 3000;
/** A server that does not have them leaves them out, and one that is older than features does not know that it is asked. */
const WANTED: ProtocolFeature[] = ['partials'];
/** Names of unknown events that are told in the log, each once. */
const MOST_UNKNOWN_NAMES = 16;
const LONGEST_NAME = 64;

/**
 * The stream's session with speech-to-speech. Fragments go in; each comes out exactly once, as a reply or as a
 * fallback, in time. The connection is made again for ever, and the session resumed where the server still
 * knows it; only a refusal for good ends it.
 */
export class StsClient {
  readonly #options: StsClientOptions;
  readonly #init: StreamInit;
  readonly #dispatcher: Dispatcher;
  readonly #abort = new AbortController();
  #connection: StsConnection | undefined;
  #ready: StreamReady | undefined;
  #features: readonly ProtocolFeature[] = [];
  readonly #unknownEvents = new Set<string>();
  #sessionId: string | undefined;
  #loop: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #refused = false;
  #paused = false;
  #pauseReason: string | undefined;
  #isPauseTold = false;
  #told: StsState = 'off';

  /** @throws ContractError where the stream's name or languages are none */
  constructor(options: StsClientOptions) {
    this.#options = options;
    this.#init = create(StreamInit, {
      protocol: { ...SUPPORTED_RANGE },
      streamId: options.streamId,
      sourceLanguage: options.sourceLanguage,
      targetLanguages: [...options.targetLanguages],
      audio: { ...FRAGMENT_AUDIO },
      replyAudio: { ...REPLY_AUDIO },
      features: WANTED,
      ...(options.engines !== undefined && { engines: options.engines }),
      ...(options.glossary !== undefined && { glossary: [...options.glossary] }),
      ...(options.voices !== undefined && { voices: [...options.voices] }),
    });
    this.#dispatcher = new Dispatcher(options, () => {
      this.#tellPause();
      this.#tellState();
    });
  }

  get state(): StsState {
    if (this.#loop === undefined || this.#refused || this.#closing !== undefined) return 'off';
    if (this.#dispatcher.isBreakerOpen) return 'open-breaker';
    return this.#ready === undefined ? 'connecting' : 'connected';
  }

  /** What the server said when it opened the present session; undefined while there is no connection. */
  get ready(): StreamReady | undefined {
    return this.#ready;
  }

  get stats(): StsStats {
    return this.#dispatcher.counters.snapshot();
  }

  /** Connects, and keeps doing so. Never throws; an absent server is no fault of the programme. */
  start(): void {
    if (this.#loop !== undefined || this.#closing !== undefined) return;
    this.#loop = this.#stayConnected();
    this.#tellState();
  }

  /** Takes a fragment with speech. Its callback may be called before this returns. */
  submit(fragment: Fragment): void {
    // A paused session refuses fragments; the last of the lost source may still be on its way here.
    this.resume();
    this.#dispatcher.submit(fragment);
    if (this.#refused) this.#dispatcher.giveUp('refused');
    if (this.#closing !== undefined) this.#dispatcher.giveUp('closed', true);
  }

  /** The source is lost for a while. The server is told once nothing is under way. */
  pause(reason?: string): void {
    this.#paused = true;
    this.#pauseReason = reason;
    this.#tellPause();
  }

  resume(): void {
    if (this.#isPauseTold) this.#connection?.resume();
    this.#paused = false;
    this.#isPauseTold = false;
  }

  /** Resolves when every fragment so far has its reply or fallback. */
  drain(): Promise<void> {
    return this.#dispatcher.drained();
  }

  /** Ends the session: waits a bounded time for what is under way, the rest falls back as `closed`. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const connection = this.#ready === undefined ? undefined : this.#connection;
    // Let #closing be set first, so that every state told from here on is `off`.
    await Promise.resolve();
    this.#dispatcher.giveUp('closed', true);
    if (connection !== undefined) {
      const timeout = sleep(this.#options.closeTimeoutMs ?? DEFAULT_CLOSE_TIMEOUT_MS, this.#abort.signal);
      await Promise.race([connection.end('end of stream'), timeout]).catch(() => undefined);
      this.#abort.abort();
      await timeout.catch(() => undefined);
    }
    this.#abort.abort();
    this.#connection?.close();
    await this.#loop;
    this.#dispatcher.giveUp('closed');
    this.#tellState();
  }

  async #stayConnected(): Promise<void> {
    const backoff = new Backoff({ initialMs: 250, maxMs: 3000, ...this.#options.reconnect });
    const { signal } = this.#abort;
    const isOver = (): boolean => signal.aborted || this.#refused || this.#closing !== undefined;
    while (!isOver()) {
      const connection = this.#connect(() => backoff.reset());
      this.#connection = connection;
      const error = await connection.closed;
      this.#ready = undefined;
      this.#isPauseTold = false;
      this.#dispatcher.lost();
      this.#tellState();
      if (isOver()) return;
      const delayMs = backoff.next();
      this.#options.logger.warn('No connection to speech-to-speech, trying again', {
        error: error && describeError(error),
        delayMs,
      });
      this.#dispatcher.counters.reconnects++;
      await sleep(delayMs, signal).catch(() => undefined);
    }
  }

  #connect(onReady: () => void): StsConnection {
    const connection: StsConnection = new StsConnection({
      url: this.#options.url,
      init: { ...this.#init, ...(this.#sessionId !== undefined && { sessionId: this.#sessionId }) },
      readyTimeoutMs: this.#options.readyTimeoutMs ?? DEFAULT_READY_TIMEOUT_MS,
      onReady: (ready) => {
        onReady();
        this.#opened(connection, ready);
      },
      onPartial: (partial) => this.#heard(partial),
      onReply: (reply) => this.#dispatcher.replied(reply),
      onMalformed: (event, raw, error) => this.#malformed(event, raw, error),
      onUnknown: (event) => this.#unknown(event),
      onBackpressure: (advice) => {
        this.#dispatcher.advised(advice, this.#ready?.limits.maxInFlight ?? 1);
        this.#options.onBackpressure?.(advice);
      },
      onRefusal: (refusal) => this.#refusedBy(connection, refusal),
    });
    return connection;
  }

  #opened(connection: StsConnection, ready: StreamReady): void {
    const strange = strangeProtocol(ready, SUPPORTED_RANGE);
    if (strange !== undefined) {
      this.#refusedBy(connection, strange);
      return;
    }
    const unmet = ready.resumed ? undefined : unmetWishes(this.#init, ready);
    if (unmet !== undefined) this.#options.logger.warn('Speech-to-speech cannot do all that was asked for', { unmet });
    this.#sessionId = ready.sessionId;
    this.#ready = ready;
    this.#features = agreeFeatures(ready.protocol, ready.features).filter((name) => WANTED.includes(name));
    this.#options.onReady?.(ready);
    // A session that was paused before its connection broke is still paused, and would refuse what comes now.
    if (ready.resumed && !this.#paused) connection.resume();
    this.#dispatcher.opened(connection, ready);
    this.#tellPause();
    this.#tellState();
  }

  #heard(partial: FragmentPartial): void {
    if (this.#ready !== undefined && this.#features.includes('partials')) this.#dispatcher.transcribed(partial);
    else this.#dispatcher.counters.partialsIgnored++;
  }

  /** A transcript is no answer: without it, and with a wrong one, the fragment goes its way. */
  #malformed(event: string, raw: unknown, error: DubbingError): void {
    const isPartial = event === STS_EVENTS.fragmentPartial;
    const { counters } = this.#dispatcher;
    if (isPartial) counters.partialsMalformed++;
    // A server that gets one of them wrong may get them all wrong, several each second.
    if (!isPartial || counters.partialsMalformed === 1) {
      const details = { event, error: describeError(error) };
      this.#options.logger.warn('Speech-to-speech sent a message that breaks the contract', details);
    }
    if (!isPartial) this.#dispatcher.malformed(fragmentIdOf(raw), error);
  }

  #unknown(name: string): void {
    const event = name.slice(0, LONGEST_NAME);
    this.#dispatcher.counters.unknownEvents++;
    if (this.#unknownEvents.has(event) || this.#unknownEvents.size >= MOST_UNKNOWN_NAMES) return;
    this.#unknownEvents.add(event);
    this.#options.logger.info('Speech-to-speech sent an event that is not known here; it is left out', { event });
  }

  #refusedBy(connection: StsConnection, refusal: ErrorMessage): void {
    const { code, field, retryable, fragmentId } = refusal;
    const error = refusalOf(refusal, SUPPORTED_RANGE, this.#options.url);
    this.#options.logger.warn('Speech-to-speech refused', { fragmentId, error: describeError(error), code });
    if (fragmentId !== undefined) {
      this.#dispatcher.refused(fragmentId, error);
      // The two sides disagree on the count or on whether there is a session: opening it again settles both.
      if (field === 'sequence' || code.startsWith('SESSION_')) connection.close(error);
      return;
    }
    if (this.#ready !== undefined) {
      // The session cannot go on, or the server is about to say so.
    } else if (this.#sessionId !== undefined) {
      // It may be the old session that is refused, not the stream: the next attempt opens a new one.
      this.#sessionId = undefined;
    } else if (!retryable) {
      this.#refused = true;
      this.#dispatcher.giveUp('refused', false, error);
      this.#options.onFatal(error);
    }
    connection.close(error);
  }

  #tellPause(): void {
    if (!this.#paused || this.#isPauseTold || this.#ready === undefined || !this.#dispatcher.isIdle) return;
    this.#isPauseTold = true;
    this.#connection?.pause(this.#pauseReason);
  }

  #tellState(): void {
    const { state } = this;
    if (state === this.#told) return;
    this.#told = state;
    this.#options.onState?.(state);
  }
}

function fragmentIdOf(raw: unknown): string | undefined {
  if (typeof raw !== 'object' || raw === null || !('fragmentId' in raw)) return undefined;
  return typeof raw.fragmentId === 'string' ? raw.fragmentId : undefined;
}
