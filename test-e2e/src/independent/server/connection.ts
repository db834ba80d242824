import type { Socket } from 'socket.io';
import { Refusal, asRefusal } from '../refusal.js';
import { schemaOf } from '../schema/documents.js';
import type { FragmentData } from '../wire.js';
import { agree, requireValid } from './open.js';
import type { Link, Session } from './session.js';
import type { Sessions } from './sessions.js';

const idPattern = /^[A-Za-z0-9._-]{1,128}$/u;

/** One connection: reads what comes, and has one session at a time. */
export class Connection implements Link {
  readonly #socket: Socket;
  readonly #sessions: Sessions;
  #session: Session | undefined;

  constructor(socket: Socket, sessions: Sessions) {
    this.#socket = socket;
    this.#sessions = sessions;
    // Taken here and handed on to nobody: whatever a client calls its event, to an emitter it means nothing.
    socket.use((packet: unknown[]) => this.#take(packet[0], packet[1]));
    socket.once('disconnect', () => this.#session?.lose(this));
  }

  emit(event: string, message: object): void {
    this.#socket.emit(event, message);
  }

  leave(): void {
    this.#session = undefined;
    this.#socket.disconnect(true);
  }

  #take(event: unknown, message: unknown): void {
    try {
      this.#handle(event, message);
    } catch (error) {
      const { info, protocols } = asRefusal(error);
      const fragmentId = event === 'fragment:data' ? idOf(message) : undefined;
      this.emit('error', {
        ...info,
        ...(fragmentId !== undefined && { fragmentId }),
        ...(protocols !== undefined && { protocols }),
      });
    }
  }

  #handle(event: unknown, message: unknown): void {
    switch (event) {
      case 'stream:init':
        return this.#open(message);
      case 'fragment:data': {
        const session = this.#required;
        return session.take(requireValid(schemaOf('fragment-data'), message) as FragmentData);
      }
      case 'stream:pause':
      case 'stream:resume':
      case 'stream:end': {
        const session = this.#required;
        // The message of these may be missing (7.7 to 7.9), and null counts as absent (3.3).
        requireValid(schemaOf(event.replace(':', '-')), message ?? {});
        if (event === 'stream:end') return session.end();
        return session.pause(event === 'stream:pause');
      }
      default:
        throw new Refusal('UNKNOWN_EVENT', 'there is no such event from client to server', 'event');
    }
  }

  #open(message: unknown): void {
    if (this.#session?.isOver === false) throw new Refusal('SESSION_EXISTS', 'the connection has a session');
    this.#session = this.#sessions.open(agree(message), this);
  }

  get #required(): Session {
    if (this.#session === undefined) throw new Refusal('SESSION_REQUIRED', 'send stream:init first');
    return this.#session;
  }
}

function idOf(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { fragmentId } = message as { fragmentId?: unknown };
  return typeof fragmentId === 'string' && idPattern.test(fragmentId) ? fragmentId : undefined;
}
