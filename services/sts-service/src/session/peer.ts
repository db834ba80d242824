import type { ProtocolFeature, StsEventName } from '@dubbing/contracts';

/** The other end of a session, over whatever connection it has at present. */
export interface SessionPeer {
  /** Must not throw; a connection that is going down may drop the message. */
  send(event: StsEventName, message: object): void;
  /** Called when another connection has taken the session over. */
  disconnect(): void;
}

/** What was agreed with a connection, and holds for it alone: another one that resumes the session agrees anew. */
export interface Agreement {
  /** Version of the protocol. */
  readonly protocol: string;
  readonly features: readonly ProtocolFeature[];
}

/** Hears how fragments fare; for metrics. Must not throw. */
export interface SessionObserver {
  fragment(status: 'ok' | 'empty' | 'failed', totalMs: number, errorCode?: string): void;
  /** A transcript was sent before its reply. */
  partial(kind: 'growing' | 'final'): void;
}
