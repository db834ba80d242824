import { setTimeout as delay } from 'node:timers/promises';
import { Deferred } from '@dubbing/common';
import {
  Backpressure,
  ErrorMessage,
  FragmentAck,
  FragmentPartial,
  FragmentProcessed,
  STS_EVENTS,
  STS_SOCKET_PATH,
  StreamComplete,
  StreamReady,
  parse,
  type MessageClass,
} from '@dubbing/contracts';
import { io, type Socket } from 'socket.io-client';
import * as parser from './parser.js';
import { Violation, brief } from './violation.js';

/** What a server sends, by its event. */
export interface ServerMessages {
  'stream:ready': StreamReady;
  'fragment:ack': FragmentAck;
  'fragment:partial': FragmentPartial;
  'fragment:processed': FragmentProcessed;
  'stream:complete': StreamComplete;
  backpressure: Backpressure;
  error: ErrorMessage;
}

export type ServerEvent = keyof ServerMessages;

const classes: { [E in ServerEvent]: MessageClass<ServerMessages[E]> } = {
  [STS_EVENTS.ready]: StreamReady,
  [STS_EVENTS.fragmentAck]: FragmentAck,
  [STS_EVENTS.fragmentPartial]: FragmentPartial,
  [STS_EVENTS.fragmentProcessed]: FragmentProcessed,
  [STS_EVENTS.complete]: StreamComplete,
  [STS_EVENTS.backpressure]: Backpressure,
  [STS_EVENTS.error]: ErrorMessage,
};

/** A message that came, in the order in which they came. */
export type Received = { [E in ServerEvent]: { readonly event: E; readonly message: ServerMessages[E] } }[ServerEvent];

/** Hears every message of a connection as it comes. */
export type Listener = (received: Received) => void;

export interface NextOptions<E extends ServerEvent> {
  /** Only a message that this holds for. */
  readonly where?: (message: ServerMessages[E]) => boolean;
  /** What is waited for, for the report. Default the event's name. */
  readonly what?: string;
  readonly withinMs?: number;
  /** Errors that come meanwhile are left for later. Otherwise one ends the wait, since nothing else will come. */
  readonly despiteErrors?: boolean;
}

/** How long one message may take, engines at work included. */
const usualWaitMs = 15_000;
/** A connection is made without any engine. */
const connectWithinMs = 15_000;

/** A connection to the server under test. It checks every message against the contract as it comes. */
export class ConformanceClient {
  readonly socket: Socket;
  /** Messages that no case has asked for yet. */
  readonly #waiting: Received[] = [];
  readonly #faults: Violation[] = [];
  readonly #signal: AbortSignal;
  #listener: Listener = () => {};
  readonly #waiters = new Set<() => void>();
  #closed: string | undefined;
  readonly #waitMs: number;

  constructor(url: string, signal: AbortSignal, waitMs = usualWaitMs) {
    this.#waitMs = waitMs;
    this.#signal = signal;
    this.socket = io(url, {
      path: STS_SOCKET_PATH,
      transports: ['websocket'],
      parser,
      reconnection: false,
      forceNew: true,
      timeout: connectWithinMs,
    });
    this.socket.onAny((event: string, raw: unknown) => this.#take(event, raw));
    this.socket.on('connect', this.#wake);
    this.socket.on('disconnect', (reason) => this.#end(reason));
    this.socket.on('connect_error', (error) => this.#end(error.message));
    signal.addEventListener('abort', this.#wake, { once: true });
  }

  /** What messages broke, and nobody was told of yet. */
  get faults(): readonly Violation[] {
    return this.#faults;
  }

  get isClosed(): boolean {
    return this.#closed !== undefined;
  }

  /** Hears everything from now on, what has come and was not asked for included. */
  listen(listener: Listener): void {
    this.#listener = listener;
    for (const received of this.#waiting) listener(received);
  }

  /** @throws Violation when the connection is not made */
  async connected(): Promise<void> {
    await this.#until(
      () => this.socket.connected || this.isClosed,
      '2.1',
      'the namespace to be opened',
      connectWithinMs,
    );
    if (this.#closed !== undefined) throw new Violation('2.1', `the connection is refused: ${this.#closed}`);
  }

  send(event: string, ...payload: unknown[]): void {
    this.socket.emit(event, ...payload);
  }

  /** A frame as it is, behind the `4` of Engine.IO: what the library would not send. */
  sendRaw(packet: string | Buffer): void {
    this.socket.io.engine.write(packet);
  }

  /**
   * The first message of this event that was not asked for yet; others stay.
   * @throws Violation when it does not come
   */
  async next<E extends ServerEvent>(
    event: E,
    section: string,
    options: NextOptions<E> = {},
  ): Promise<ServerMessages[E]> {
    const { what = event, withinMs = this.#waitMs, despiteErrors = false } = options;
    const where = options.where as ((message: object) => boolean) | undefined;
    const isIt = (each: Received): boolean => each.event === event && (where === undefined || where(each.message));
    const isWrong = (each: Received): boolean => each.event === STS_EVENTS.error && event !== STS_EVENTS.error;
    const found =
      this.#pick(isIt) ??
      (await this.nextOf((each) => isIt(each) || (!despiteErrors && isWrong(each)), section, what, withinMs));
    if (isIt(found)) return found.message as ServerMessages[E];
    throw new Violation(section, `instead of ${what} an error came: ${brief(found.message)}`);
  }

  /** The first message that this holds for; others stay. @throws Violation when it does not come */
  async nextOf(
    where: (received: Received) => boolean,
    section: string,
    what: string,
    withinMs = this.#waitMs,
  ): Promise<Received> {
    const isOver = (): boolean => this.#waiting.some(where) || this.isClosed || this.#faults.length > 0;
    await this.#until(isOver, section, what, withinMs);
    const found = this.#pick(where);
    if (found !== undefined) return found;
    throw this.#faults[0] ?? new Violation(section, `instead of ${what} the connection ended (${this.#closed})`);
  }

  /** The messages of an event that have come and that nobody asked for. */
  left<E extends ServerEvent>(event: E): ServerMessages[E][] {
    return this.#waiting.flatMap((each) => (each.event === event ? [each.message as ServerMessages[E]] : []));
  }

  /**
   * Resolves when the server has read all that was sent before, as far as that can be seen: it answers an event
   * that there is not.
   */
  async fence(section: string): Promise<void> {
    const name = `conformance:${Math.random().toString(36).slice(2)}`;
    this.send(name, {});
    await this.next(STS_EVENTS.error, section, {
      where: (error) => error.code === 'UNKNOWN_EVENT' && error.fragmentId === undefined,
      what: `the answer to the unknown event ${name}`,
    });
  }

  /** @throws Violation when the server does not close the connection */
  async closed(section: string, withinMs = this.#waitMs): Promise<void> {
    await this.#until(() => this.isClosed, section, 'the connection to be closed', withinMs);
  }

  /** Some time in which things may happen. */
  async rest(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#signal });
  }

  /** Breaks the connection as a network does: no packet says so. */
  cut(): void {
    this.socket.io.engine.close();
  }

  close(): void {
    this.socket.disconnect();
  }

  #pick(where: (received: Received) => boolean): Received | undefined {
    const at = this.#waiting.findIndex(where);
    return at === -1 ? undefined : this.#waiting.splice(at, 1)[0];
  }

  #take(event: string, raw: unknown): void {
    // Events that are not known here are a newer server's.
    if (!isServerEvent(event)) return;
    try {
      const received = { event, message: parse<object>(classes[event], raw) } as Received;
      this.#waiting.push(received);
      this.#listener(received);
    } catch (error) {
      const section = event === STS_EVENTS.error ? '7.12' : '7';
      this.#faults.push(new Violation(section, `a ${event} breaks the contract: ${messageOf(error)}`));
    }
    this.#wake();
  }

  #end(reason: string): void {
    this.#closed ??= reason;
    this.#wake();
  }

  readonly #wake = (): void => {
    for (const waiter of this.#waiters) waiter();
  };

  async #until(isOver: () => boolean, section: string, what: string, withinMs: number): Promise<void> {
    const untilMs = performance.now() + withinMs;
    while (!isOver()) {
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0) throw new Violation(section, `waited ${withinMs} ms in vain for ${what}`);
      if (this.#signal.aborted) throw new Violation(section, `waited in vain for ${what}`);
      await this.#change(leftMs);
    }
  }

  /** Resolves at the next message, or when the time is over. */
  async #change(withinMs: number): Promise<void> {
    const changed = new Deferred<void>();
    const waiter = (): void => changed.resolve();
    const timer = setTimeout(waiter, withinMs);
    this.#waiters.add(waiter);
    await changed.promise;
    this.#waiters.delete(waiter);
    clearTimeout(timer);
  }
}

function isServerEvent(event: string): event is ServerEvent {
  return Object.hasOwn(classes, event);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
