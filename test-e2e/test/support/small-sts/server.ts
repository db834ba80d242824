import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  FragmentData,
  ProtocolRange,
  STS_EVENTS,
  STS_SOCKET_PATH,
  SUPPORTED_RANGE,
  StreamEnd,
  StreamInit,
  StreamPause,
  StreamResume,
  agreeFeatures,
  errorMessageOf,
  featuresOf,
  negotiate,
  parse,
  protocolUnsupported,
  serialize,
} from '@dubbing/contracts';
import { Server, type Socket } from 'socket.io';
import { SmallSession, limits, refusal } from './session.js';
import type { Fault } from './fault.js';

export interface SmallSts {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A server that keeps every promise of docs/sts-protocol/v1.md but the one-shot route and, where it is told to, one: what shows
 * that the suite finds a fault and blames nothing else.
 */
export async function startSmallSts(fault?: Fault): Promise<SmallSts> {
  const http = createServer((_request, response) => response.writeHead(404).end());
  const io = new Server(http, { path: STS_SOCKET_PATH, transports: ['websocket'], serveClient: false });
  const sessions = new Map<string, SmallSession>();
  const owners = new Map<SmallSession, Socket>();
  const timers = new Set<NodeJS.Timeout>();
  io.on('connection', (socket) => {
    const connection = new Connection(socket, sessions, owners, fault);
    socket.onAny((event: unknown, payload: unknown) => connection.receive(String(event), payload));
    socket.on('disconnect', () => {
      const session = connection.leave();
      if (session === undefined) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (!owners.has(session)) sessions.delete(session.id);
      }, limits.resumeWindowMs);
      timers.add(timer);
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      for (const session of sessions.values()) session.close();
      await io.close();
    },
  };
}

class Connection {
  #session: SmallSession | undefined;

  constructor(
    readonly socket: Socket,
    readonly sessions: Map<string, SmallSession>,
    readonly owners: Map<SmallSession, Socket>,
    readonly fault: Fault | undefined,
  ) {}

  receive(event: string, payload: unknown): void {
    try {
      this.#dispatch(event, payload);
    } catch (error) {
      this.#session?.spoil();
      if (this.fault === 'closes-on-wrong-messages') {
        this.socket.disconnect(true);
        return;
      }
      const { fragmentId } = { ...(payload as object | undefined) } as { fragmentId?: unknown };
      const isId = typeof fragmentId === 'string' && /^[A-Za-z0-9._-]{1,128}$/.test(fragmentId);
      const of = event === STS_EVENTS.fragmentData && isId ? fragmentId : undefined;
      const message = errorMessageOf(error, of);
      if (this.fault === 'no-ranges') delete message.protocols;
      const { protocols } = message;
      if (this.fault === 'swapped-ranges' && protocols !== undefined)
        message.protocols = { client: protocols.server, server: protocols.client };
      this.#send(STS_EVENTS.error, message);
    }
  }

  /** @returns the session that is without a connection now */
  leave(): SmallSession | undefined {
    const session = this.#session;
    if (session === undefined || this.owners.get(session) !== this.socket) return undefined;
    this.owners.delete(session);
    session.detach();
    return session;
  }

  #dispatch(event: string, payload: unknown): void {
    if (event === STS_EVENTS.init) this.#open(payload);
    else if (event === STS_EVENTS.fragmentData) this.#current().accept(this.#read(FragmentData, payload));
    else if (event === STS_EVENTS.pause) (this.#read(StreamPause, payload ?? {}), this.#current().pause());
    else if (event === STS_EVENTS.resume) (this.#read(StreamResume, payload ?? {}), this.#current().resume());
    else if (event === STS_EVENTS.end) (this.#read(StreamEnd, payload ?? {}), this.#current().end());
    else if (this.fault !== 'silent-on-unknown-events') throw refusal('UNKNOWN_EVENT', 'event');
  }

  #read<T extends object>(type: new () => T, payload: unknown): T {
    const message = parse(type, payload);
    const isKnown = Object.keys(payload as object).every((name) => Object.hasOwn(message, name));
    if (this.fault === 'refuses-unknown-fields' && !isKnown) throw refusal('CONTRACT_INVALID', '');
    return message;
  }

  #open(payload: unknown): void {
    if (this.#session !== undefined && !this.#session.isOver) throw refusal('SESSION_EXISTS');
    if (this.fault !== 'range-last') checkRange(payload);
    const init = this.#read(StreamInit, payload);
    checkRange(init);
    const { min } = init.protocol;
    const newest = negotiate(init.protocol, SUPPORTED_RANGE) ?? SUPPORTED_RANGE.max;
    const protocol =
      this.fault === 'oldest-version' && negotiate({ min, max: '1.0' }, SUPPORTED_RANGE) ? '1.0' : newest;
    checkWishes(init);
    const existing = this.#find(init);
    const session = existing ?? new SmallSession(init, this.fault);
    this.sessions.set(session.id, session);
    this.owners.get(session)?.disconnect(true);
    this.owners.set(session, this.socket);
    this.#session = session;
    const features = this.fault === 'grants-everything' ? featuresOf(protocol) : agreeFeatures(protocol, init.features);
    const { lastSequence } = session;
    this.#send(STS_EVENTS.ready, {
      sessionId: session.id,
      protocol,
      features,
      resumed: existing !== undefined,
      engines: enginesOf(init),
      limits,
      ...(existing !== undefined && lastSequence !== undefined && { lastSequence }),
    });
    session.attach((event, message) => this.#send(event, message), features.includes('partials'));
  }

  #find(init: StreamInit): SmallSession | undefined {
    const session = init.sessionId === undefined ? undefined : this.sessions.get(init.sessionId);
    if (session === undefined || session.isOver || this.fault === 'forgets-sessions') return undefined;
    const fields = ['streamId', 'sourceLanguage', 'targetLanguages', 'audio', 'replyAudio'] as const;
    const told = (['glossary', 'voices'] as const).filter((field) => init[field] !== undefined);
    const other = [...fields, ...told].find(
      (field) => JSON.stringify(session.init[field]) !== JSON.stringify(init[field]),
    );
    if (other !== undefined && this.fault !== 'resumes-anything') throw refusal('SESSION_MISMATCH', other);
    return session;
  }

  #current(): SmallSession {
    if (this.#session === undefined) throw refusal('SESSION_REQUIRED');
    return this.#session;
  }

  #send(event: string, message: object): void {
    this.socket.emit(event, serialize(message));
  }
}

function checkRange(payload: unknown): void {
  let range: ProtocolRange;
  try {
    range = parse(ProtocolRange, { ...(payload as { protocol?: object } | undefined)?.protocol });
  } catch {
    return;
  }
  if (negotiate(range, SUPPORTED_RANGE) === null) throw protocolUnsupported(range, SUPPORTED_RANGE);
}

/** It hears English, speaks what it is asked for but the language of nobody, and has no names to choose. */
function checkWishes({ sourceLanguage, targetLanguages, engines = {}, voices = [], sessionId }: StreamInit): void {
  if (sourceLanguage !== 'en') throw refusal('LANGUAGE_UNSUPPORTED', 'sourceLanguage');
  const at = targetLanguages.indexOf('qaa');
  if (at !== -1) throw refusal('LANGUAGE_UNSUPPORTED', `targetLanguages.${at}`);
  const [stage] = Object.entries(engines).find(([, name]) => name !== 'auto') ?? [];
  if (stage !== undefined && sessionId === undefined) throw refusal('ENGINE_UNKNOWN', `engines.${stage}`);
  if (voices.length > 0) throw refusal('VOICE_UNKNOWN', 'voices.0');
}

function enginesOf({ sourceLanguage, targetLanguages }: StreamInit): object[] {
  const engine = { name: 'small', family: 'builtin' };
  return [
    { stage: 'asr', language: sourceLanguage, ...engine },
    ...targetLanguages.flatMap((language) => [
      { stage: 'translation', language, ...engine },
      { stage: 'tts', language, ...engine },
    ]),
  ];
}
