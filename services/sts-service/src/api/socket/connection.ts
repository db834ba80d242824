import { toDubbingError, type Logger } from '@dubbing/common';
import {
  FragmentData,
  STS_EVENTS,
  StreamEnd,
  StreamInit,
  StreamPause,
  StreamResume,
  errorMessageOf,
  parse,
} from '@dubbing/contracts';
import { stsError } from '../../errors.js';
import type { SessionPeer } from '../../session/peer.js';
import type { SessionRegistry } from '../../session/session-registry.js';
import type { StsSession } from '../../session/session.js';
import { checkRange } from './check-range.js';

export interface ConnectionOptions {
  readonly registry: SessionRegistry;
  readonly peer: SessionPeer;
  readonly logger: Logger;
  readonly onRefused: (code: string) => void;
}

/**
 * One client connection: turns events into calls of its session. What is refused is told in an
 * `error` event that names the field, and changes nothing else.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  #session: StsSession | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** An event of the client. Never throws. */
  receive(event: string, payload: unknown): void {
    try {
      this.#dispatch(event, payload);
    } catch (error) {
      this.#refuse(event, payload, error);
    }
  }

  /** The client is gone. */
  lost(): void {
    this.#session?.detach(this.#options.peer);
    this.#session = undefined;
  }

  #dispatch(event: string, payload: unknown): void {
    switch (event) {
      case STS_EVENTS.init:
        checkRange(payload);
        this.#open(parse(StreamInit, payload));
        return;
      case STS_EVENTS.fragmentData:
        this.#current().accept(parse(FragmentData, payload));
        return;
      case STS_EVENTS.pause:
        parse(StreamPause, payload ?? {});
        this.#current().pause();
        return;
      case STS_EVENTS.resume:
        parse(StreamResume, payload ?? {});
        this.#current().resume();
        return;
      case STS_EVENTS.end:
        parse(StreamEnd, payload ?? {});
        this.#current().end();
        return;
      default:
        throw stsError('UNKNOWN_EVENT', `there is no event "${event.slice(0, 128)}"`, { field: 'event' });
    }
  }

  #open(init: StreamInit): void {
    if (this.#session !== undefined && this.#session.state !== 'closed') {
      throw stsError('SESSION_EXISTS', 'this connection has a session; end it first');
    }
    this.#session = this.#options.registry.open(init, this.#options.peer);
    const { streamId, sourceLanguage, targetLanguages } = init;
    const sessionId = this.#session.id;
    this.#options.logger.info('session open', { sessionId, streamId, sourceLanguage, targetLanguages });
  }

  #current(): StsSession {
    if (this.#session === undefined) throw stsError('SESSION_REQUIRED', 'send stream:init first');
    return this.#session;
  }

  #refuse(event: string, payload: unknown, error: unknown): void {
    const fragmentId = event === STS_EVENTS.fragmentData ? fragmentIdOf(payload) : undefined;
    const info = errorMessageOf(toDubbingError(error, 'INTERNAL'), fragmentId);
    const of = { event: event.slice(0, 128) };
    // What the client did wrong needs no stack of ours.
    if (info.code === 'INTERNAL') this.#options.logger.error('message failed', { ...of, error });
    else this.#options.logger.warn('message refused', { ...of, error: info });
    this.#options.onRefused(info.code);
    this.#options.peer.send(STS_EVENTS.error, info);
  }
}

/** The id of a fragment that was not readable as a whole, where it is one. */
function fragmentIdOf(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null || !('fragmentId' in payload)) return undefined;
  const { fragmentId } = payload;
  return typeof fragmentId === 'string' && /^[A-Za-z0-9._-]{1,128}$/.test(fragmentId) ? fragmentId : undefined;
}
