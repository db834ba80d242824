import { SUPPORTED_RANGE, agreeFeatures, negotiate, protocolUnsupported, type StreamInit } from '@dubbing/contracts';
import { stsError } from '../errors.js';
import type { ChosenEngines, LanguageWish } from '../pipeline/choose-engines.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import type { SessionSettings } from './limits.js';
import type { SessionObserver, SessionPeer } from './peer.js';
import { StsSession } from './session.js';

/** Chooses the engines of a session. @throws DubbingError when it cannot be served. */
export type EngineChooser = (wish: LanguageWish) => ChosenEngines;

export interface SessionRegistryOptions {
  readonly settings: SessionSettings;
  readonly pipeline: Pipeline;
  readonly choose: EngineChooser;
  readonly observer: SessionObserver;
}

/** All sessions of the service. */
export class SessionRegistry {
  readonly #options: SessionRegistryOptions;
  readonly #sessions = new Map<string, StsSession>();
  #draining = false;

  constructor(options: SessionRegistryOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Fragments in flight, of all sessions. */
  get inFlight(): number {
    let sum = 0;
    for (const session of this.#sessions.values()) sum += session.inFlight;
    return sum;
  }

  /**
   * Opens the session, or finds the one to resume. One that is not there any more becomes a
   * new one, and `stream:ready` says so, since the stream has to go on either way.
   * @throws DubbingError naming the field at fault.
   */
  open(init: StreamInit, peer: SessionPeer): StsSession {
    if (this.#draining) throw stsError('SHUTTING_DOWN', 'the service is shutting down');
    const protocol = negotiate(init.protocol, SUPPORTED_RANGE);
    if (protocol === null) throw protocolUnsupported(init.protocol, SUPPORTED_RANGE);
    const existing = this.#find(init);
    const session = existing ?? this.#create(init);
    session.attach(peer, { protocol, features: agreeFeatures(protocol, init.features) }, existing !== undefined);
    return session;
  }

  /** Takes no new sessions, and resolves when those there are have answered all they took. */
  async drain(): Promise<void> {
    this.#draining = true;
    const sessions = [...this.#sessions.values()];
    for (const session of sessions) {
      // Whose client is away cannot come back to a service that ends.
      if (session.attached) session.end();
      else session.close();
    }
    await Promise.all(sessions.map((session) => session.closed));
  }

  /** Ends every session at once. */
  close(): void {
    this.#draining = true;
    const reason = stsError('SHUTTING_DOWN', 'the service is shutting down');
    for (const session of this.#sessions.values()) session.close(reason);
  }

  #find(init: StreamInit): StsSession | undefined {
    const session = init.sessionId === undefined ? undefined : this.#sessions.get(init.sessionId);
    if (session === undefined) return undefined;
    const field = differingField(session.init, init);
    if (field === undefined) return session;
    throw stsError('SESSION_MISMATCH', `${field} is not that of the session to resume`, { field });
  }

  #create(init: StreamInit): StsSession {
    const { settings, choose, pipeline, observer } = this.#options;
    const engines = choose(init);
    if (this.#sessions.size >= settings.maxSessions) {
      throw stsError('SESSION_LIMIT', `all ${settings.maxSessions} sessions are taken`);
    }
    const session = new StsSession(init, engines, pipeline, settings, observer);
    this.#sessions.set(session.id, session);
    void session.closed.then(() => this.#sessions.delete(session.id));
    return session;
  }
}

function differingField(before: StreamInit, now: StreamInit): string | undefined {
  const fields = ['streamId', 'sourceLanguage', 'targetLanguages', 'audio', 'replyAudio'] as const;
  // A session keeps its terms and voices; a client need not say them again.
  const wishes = (['glossary', 'voices'] as const).filter((field) => now[field] !== undefined);
  return [...fields, ...wishes].find((field) => JSON.stringify(before[field]) !== JSON.stringify(now[field]));
}
