import type { Session, SessionChanges } from './session.js';
import type { Clips } from './sound.js';
import type { ConformanceClient } from './client.js';

/** What a server is tried with. */
export interface Subject {
  /** Without a path, such as `http://127.0.0.1:8090`. */
  readonly url: string;
  readonly sourceLanguage: string;
  readonly targetLanguages: readonly string[];
  readonly clips: Clips;
  /** How long one message may take, engines at work included. Default 15 s. */
  readonly waitMs?: number;
}

/** What a case has to work with. All that it opens is closed behind it. */
export interface CaseContext extends Subject {
  /** Aborts when the time of the case is over. */
  readonly signal: AbortSignal;
  /** A connection, its namespace open. */
  connect(): Promise<ConformanceClient>;
  /** A connection with a session. */
  open(changes?: SessionChanges): Promise<Session>;
}

/** One promise of the protocol document that a server is held to. */
export interface ConformanceCase {
  /** `GROUP/NAME`. */
  readonly name: string;
  /** The section of docs/sts-protocol/v1.md that promises it. */
  readonly section: string;
  readonly promise: string;
  /** Default 30 s. */
  readonly timeoutMs?: number;
  /** @throws Violation when the promise is broken, Skipped when there is nothing to try it on */
  run(context: CaseContext): Promise<void>;
}

export type Outcome = 'passed' | 'failed' | 'skipped';

export interface CaseReport {
  readonly name: string;
  readonly section: string;
  readonly promise: string;
  readonly outcome: Outcome;
  /** Why it failed or was skipped. */
  readonly reason?: string;
  /** The section of the rule that was broken, where it is another one. */
  readonly brokenSection?: string;
  readonly durationMs: number;
}
