import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  agreeFeatures,
  create,
  errorMessageOf,
  FragmentData,
  FragmentPartial,
  FragmentProcessed,
  negotiate,
  ONE_SHOT_PATH,
  parse,
  protocolUnsupported,
  serialize,
  StreamInit,
  StreamReady,
  STS_EVENTS,
  STS_SOCKET_PATH,
  SUPPORTED_RANGE,
  type ErrorMessage,
  type VersionRange,
} from '@dubbing/contracts';
import { Server, type Socket } from 'socket.io';
import { scriptedDub } from './scripted-dub.js';

/** What the server does with a fragment. */
export type FragmentPlan = Growth &
  (
    | {
        /** Answers as usual, after `delayMs`. */
        readonly kind: 'reply';
        readonly delayMs?: number;
        /** What was said. Default: the last of `partials`, or something. */
        readonly text?: string;
      }
    | { readonly kind: 'empty' | 'fail' | 'malformed' | 'silent' | 'refuse' | 'twice' }
  );

interface Growth {
  /** The transcript as it grows, told at once where the session has the feature; the last one is final. */
  readonly partials?: readonly string[];
}

export interface ScriptedBehaviour {
  /** Refuses every stream with this error. */
  readonly refusal?: ErrorMessage;
  /** What it speaks. Default: what the contract holds. */
  readonly protocols?: VersionRange;
  /** Opens sessions in this version, whatever it was offered. */
  readonly insistsOn?: string;
  /** Takes connections and never opens a stream. */
  readonly neverReady?: boolean;
  readonly maxInFlight?: number;
  /** Default: reply at once. @param index counts the fragments of this server from 0 */
  readonly plan?: (fragment: FragmentData, index: number) => FragmentPlan;
  /** How long each dub lasts for a source interval of so many milliseconds. Default: as long as 0.9 of it. */
  readonly dubMs?: (sourceMs: number) => number;
}

interface Session {
  readonly init: StreamInit;
  readonly protocol: string;
  socket: Socket;
  lastSequence: number | undefined;
  /** Replies that found no connection. */
  readonly held: FragmentProcessed[];
  readonly counts: { fragmentsReceived: number; fragmentsProcessed: number; fragmentsFailed: number };
}

export interface ScriptedSts {
  readonly url: string;
  readonly port: number;
  /** All fragments that came, in order. */
  readonly fragments: FragmentData[];
  /** What streams were opened with, in order. */
  readonly inits: StreamInit[];
  /** Names of the other events that came, in order. */
  readonly events: string[];
  /** How many streams were opened and how many of them resumed. */
  readonly opened: { sessions: number; resumed: number };
  behaviour: ScriptedBehaviour;
  /** Breaks every connection; sessions stay. */
  dropConnections(): void;
  emit(event: string, message: object): void;
  /** Resolves when `condition` holds; it is looked at on every event of a client. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/**
 * A speech-to-speech server that speaks the protocol over real sockets and follows a script in place of engines:
 * every fragment comes back as speech-like sound in each target language. For tests and measurements only.
 */
export async function startScriptedSts(
  options: { port?: number; host?: string; behaviour?: ScriptedBehaviour } = {},
): Promise<ScriptedSts> {
  const http = createServer((request, response) => {
    response.writeHead(request.url === ONE_SHOT_PATH ? 501 : 200).end();
  });
  const io = new Server(http, { path: STS_SOCKET_PATH, transports: ['websocket'], maxHttpBufferSize: 32e6 });
  const sessions = new Map<string, Session>();
  const timers = new Set<NodeJS.Timeout>();
  const watchers = new Set<() => void>();
  const seen = (): void => watchers.forEach((watcher) => watcher());

  const send = (session: Session, reply: FragmentProcessed): void => {
    session.counts.fragmentsProcessed++;
    if (reply.status === 'failed') session.counts.fragmentsFailed++;
    if (session.socket.connected) session.socket.emit(STS_EVENTS.fragmentProcessed, serialize(reply));
    else session.held.push(reply);
  };

  const answer = (session: Session, fragment: FragmentData, plan: FragmentPlan): void => {
    const { fragmentId, sequence } = fragment;
    if (plan.kind === 'silent') return;
    if (plan.kind === 'malformed') {
      session.socket.emit(STS_EVENTS.fragmentProcessed, { fragmentId, sequence, status: 'splendid' });
      return;
    }
    const reply = scriptedReply(session.init, fragment, plan, server.behaviour.dubMs);
    send(session, reply);
    if (plan.kind === 'twice') send(session, reply);
  };

  const take = (session: Session, raw: unknown): void => {
    const fragment = parse(FragmentData, raw);
    const isKnown = session.lastSequence !== undefined && fragment.sequence <= session.lastSequence;
    const plan = server.behaviour.plan?.(fragment, server.fragments.length) ?? { kind: 'reply' };
    server.fragments.push(fragment);
    seen();
    const { fragmentId, sequence } = fragment;
    if (plan.kind === 'refuse') {
      const refusal = { code: 'FRAGMENT_TOO_LARGE', message: 'too large', field: 'pcm', retryable: false };
      session.socket.emit(STS_EVENTS.error, { ...refusal, fragmentId });
      return;
    }
    session.socket.emit(STS_EVENTS.fragmentAck, { fragmentId, sequence, inFlight: 1 });
    if (isKnown) return;
    for (const partial of growing(session, fragment, plan)) {
      session.socket.emit(STS_EVENTS.fragmentPartial, serialize(partial));
    }
    session.counts.fragmentsReceived++;
    session.lastSequence = sequence;
    const delayMs = plan.kind === 'reply' ? (plan.delayMs ?? 0) : 0;
    if (delayMs === 0) {
      answer(session, fragment, plan);
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      answer(session, fragment, plan);
    }, delayMs);
    timers.add(timer);
  };

  const open = (socket: Socket, raw: unknown): Session | undefined => {
    const init = parse(StreamInit, raw);
    server.inits.push(init);
    const { refusal, neverReady, maxInFlight, insistsOn, protocols = SUPPORTED_RANGE } = server.behaviour;
    if (neverReady) return undefined;
    const protocol = insistsOn ?? negotiate(init.protocol, protocols);
    if (refusal !== undefined || protocol === null) {
      socket.emit(STS_EVENTS.error, refusal ?? errorMessageOf(protocolUnsupported(init.protocol, protocols)));
      return undefined;
    }
    const known = init.sessionId === undefined ? undefined : sessions.get(init.sessionId);
    const counts = { fragmentsReceived: 0, fragmentsProcessed: 0, fragmentsFailed: 0 };
    const session = known ?? { init, protocol, socket, lastSequence: undefined, held: [], counts };
    session.socket = socket;
    const sessionId = known === undefined ? `session-${sessions.size}` : init.sessionId!;
    sessions.set(sessionId, session);
    server.opened.sessions++;
    if (known !== undefined) server.opened.resumed++;
    const ready = create(StreamReady, {
      sessionId,
      protocol,
      ...featuresFor(init, protocol),
      resumed: known !== undefined,
      engines: [{ stage: 'asr', language: init.sourceLanguage, name: 'scripted', family: 'builtin' }],
      limits: {
        maxInFlight: maxInFlight ?? 8,
        maxFragmentDurationMs: 15_000,
        maxFragmentBytes: 15_000 * 32,
        resumeWindowMs: 30_000,
      },
      ...(session.lastSequence !== undefined && { lastSequence: session.lastSequence }),
    });
    socket.emit(STS_EVENTS.ready, serialize(ready));
    for (const reply of session.held.splice(0)) socket.emit(STS_EVENTS.fragmentProcessed, serialize(reply));
    return session;
  };

  io.on('connection', (socket) => {
    let session: Session | undefined;
    socket.onAny((event: string, raw: unknown) => {
      if (event === STS_EVENTS.fragmentData) {
        if (session !== undefined) take(session, raw);
        return;
      }
      server.events.push(event);
      if (event === STS_EVENTS.init) session = open(socket, raw);
      if (event === STS_EVENTS.end && session !== undefined) socket.emit(STS_EVENTS.complete, { ...session.counts });
      seen();
    });
  });

  http.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const server: ScriptedSts = {
    url: `http://127.0.0.1:${port}`,
    port,
    fragments: [],
    inits: [],
    events: [],
    opened: { sessions: 0, resumed: 0 },
    behaviour: options.behaviour ?? {},
    dropConnections: () => io.sockets.sockets.forEach((socket) => socket.disconnect(true)),
    emit: (event, message) => void io.emit(event, message),
    until: (condition) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!condition()) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    close: async () => {
      timers.forEach(clearTimeout);
      await io.close();
    },
  };
  return server;
}

function scriptedReply(
  init: StreamInit,
  fragment: FragmentData,
  plan: FragmentPlan,
  dubMs: (sourceMs: number) => number = (sourceMs) => 0.9 * sourceMs,
): FragmentProcessed {
  const { fragmentId, sequence, startPtsNs, endPtsNs, durationMs } = fragment;
  const common = { fragmentId, sequence, startPtsNs, endPtsNs, timings: { queuedMs: 0, asrMs: 0, totalMs: 0 } };
  if (plan.kind === 'empty') return create(FragmentProcessed, { ...common, status: 'empty', dubs: [] });
  if (plan.kind === 'fail') {
    const error = { code: 'ENGINE_CRASHED', message: 'the engine crashed', retryable: true };
    return create(FragmentProcessed, { ...common, status: 'failed', dubs: [], error });
  }
  const said = (plan.kind === 'reply' ? plan.text : undefined) ?? plan.partials?.at(-1) ?? `fragment ${sequence}`;
  return create(FragmentProcessed, {
    ...common,
    status: 'ok',
    transcript: { language: init.sourceLanguage, text: said },
    dubs: init.targetLanguages.map((language) =>
      scriptedDub(language, `${said} (${language})`, dubMs(durationMs), init.replyAudio),
    ),
  });
}

function growing(
  { init, protocol }: Session,
  fragment: FragmentData,
  { partials = [] }: FragmentPlan,
): FragmentPartial[] {
  if (!agreeFeatures(protocol, init.features).includes('partials')) return [];
  const { fragmentId, sequence } = fragment;
  const language = init.sourceLanguage;
  return partials.map((text, index) =>
    create(FragmentPartial, {
      fragmentId,
      sequence,
      revision: index + 1,
      isFinal: index === partials.length - 1,
      transcript: { language, text },
    }),
  );
}

/** A server of protocol 1.0 does not know the field. */
function featuresFor({ features }: StreamInit, protocol: string): Pick<StreamReady, 'features'> {
  return protocol === '1.0' ? {} : { features: agreeFeatures(protocol, features) };
}
