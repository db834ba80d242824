import type { StsEventName } from '@dubbing/contracts';

/** The other end of a session, over whatever connection it has at present. */
export interface SessionPeer {
  /** Must not throw; a connection that is going down may drop the message. */
  send(event: StsEventName, message: object): void;
  /** Called when another connection has taken the session over. */
  disconnect(): void;
}

/** Hears how fragments fare; for metrics. Must not throw. */
export interface SessionObserver {
  fragment(status: 'ok' | 'empty' | 'failed', totalMs: number, errorCode?: string): void;
}
