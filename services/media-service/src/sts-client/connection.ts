import { Deferred, DubbingError, toDubbingError } from '@dubbing/common';
import {
  Backpressure,
  ErrorMessage,
  FragmentPartial,
  FragmentProcessed,
  parse,
  serialize,
  StreamComplete,
  StreamReady,
  STS_EVENTS,
  STS_SOCKET_PATH,
  type MessageClass,
  type StreamInit,
} from '@dubbing/contracts';
import { io, type Socket } from 'socket.io-client';
import { errorCodes } from '../errors.js';
import * as parser from './parser.js';

export interface ConnectionOptions {
  readonly url: string;
  readonly init: StreamInit;
  readonly readyTimeoutMs: number;
  readonly onReady: (ready: StreamReady) => void;
  readonly onPartial: (partial: FragmentPartial) => void;
  readonly onReply: (reply: FragmentProcessed) => void;
  /** @param raw what came instead of a message */
  readonly onMalformed: (event: string, raw: unknown, error: DubbingError) => void;
  readonly onBackpressure: (advice: Backpressure) => void;
  readonly onRefusal: (error: ErrorMessage) => void;
  /** An event that the protocol, as it is known here, does not have. */
  readonly onUnknown: (event: string) => void;
}

const KNOWN_EVENTS = new Set<string>(Object.values(STS_EVENTS));

/** A network that swallows everything is dialled again soon, so that it is noticed soon when it no longer does. */
const CONNECT_TIMEOUT_MS = 5000;

/** One connection to speech-to-speech from dial to end. It never reconnects by itself. */
export class StsConnection {
  /** How it ended: with an error when nobody asked for it. Never rejects. */
  readonly closed: Promise<DubbingError | undefined>;
  readonly #ended = new Deferred<DubbingError | undefined>();
  readonly #completed = new Deferred<void>();
  readonly #socket: Socket;
  readonly #readyTimer: NodeJS.Timeout;
  #isEnding = false;

  constructor(options: ConnectionOptions) {
    this.closed = this.#ended.promise;
    this.#socket = io(options.url, {
      path: STS_SOCKET_PATH,
      transports: ['websocket'],
      parser,
      reconnection: false,
      forceNew: true,
      timeout: Math.min(CONNECT_TIMEOUT_MS, options.readyTimeoutMs),
    });
    this.#readyTimer = setTimeout(() => {
      const message = `Speech-to-speech did not open the stream within ${options.readyTimeoutMs} ms`;
      this.close(new DubbingError(errorCodes.STS_NO_READY, message, { source: options.url, retryable: true }));
    }, options.readyTimeoutMs);
    this.#listen(options);
  }

  get isOpen(): boolean {
    return !this.#ended.settled;
  }

  send(fragment: Record<string, unknown>): void {
    this.#socket.emit(STS_EVENTS.fragmentData, fragment);
  }

  pause(reason?: string): void {
    this.#socket.emit(STS_EVENTS.pause, reason === undefined ? {} : { reason });
  }

  resume(): void {
    this.#socket.emit(STS_EVENTS.resume, {});
  }

  /** Says that no more comes. @returns when the server has answered everything or the connection is gone */
  async end(reason: string): Promise<void> {
    this.#isEnding = true;
    this.#socket.emit(STS_EVENTS.end, { reason });
    await Promise.race([this.#completed.promise, this.closed]);
  }

  close(error?: DubbingError): void {
    if (this.#ended.settled) return;
    clearTimeout(this.#readyTimer);
    this.#ended.resolve(error);
    this.#socket.off();
    this.#socket.offAny();
    this.#socket.disconnect();
  }

  #listen(options: ConnectionOptions): void {
    const unavailable = (message: string, cause?: unknown): void => {
      this.close(
        new DubbingError(errorCodes.STS_UNAVAILABLE, message, { source: options.url, retryable: true, cause }),
      );
    };
    const on = <T extends object>(event: string, type: MessageClass<T>, take: (message: T) => void): void => {
      this.#socket.on(event, (raw: unknown) => {
        let message: T;
        try {
          message = parse(type, raw);
        } catch (error) {
          options.onMalformed(event, raw, toDubbingError(error, errorCodes.STS_MALFORMED));
          return;
        }
        take(message);
      });
    };
    this.#socket.on('connect', () => this.#socket.emit(STS_EVENTS.init, serialize(options.init)));
    this.#socket.on('connect_error', (error) => unavailable('Speech-to-speech cannot be reached', error));
    this.#socket.on('disconnect', (reason) => unavailable(`The connection to speech-to-speech broke: ${reason}`));
    on(STS_EVENTS.ready, StreamReady, (ready) => {
      clearTimeout(this.#readyTimer);
      options.onReady(ready);
    });
    this.#socket.onAny((event: string) => {
      if (!KNOWN_EVENTS.has(event)) options.onUnknown(event);
    });
    on(STS_EVENTS.fragmentPartial, FragmentPartial, options.onPartial);
    on(STS_EVENTS.fragmentProcessed, FragmentProcessed, options.onReply);
    on(STS_EVENTS.backpressure, Backpressure, options.onBackpressure);
    on(STS_EVENTS.error, ErrorMessage, options.onRefusal);
    on(STS_EVENTS.complete, StreamComplete, () => {
      this.#completed.resolve();
      if (!this.#isEnding) unavailable('Speech-to-speech ended the session');
    });
  }
}
