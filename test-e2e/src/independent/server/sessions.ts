import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '../refusal.js';
import { chooseEngines, requireEngines, requireVoices } from './engines.js';
import { requireSame, type Agreement } from './open.js';
import type { ServerOptions } from './options.js';
import { Session, type Link } from './session.js';

/** All sessions that are not over. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  #isClosing = false;

  constructor(readonly options: ServerOptions) {}

  /** Resumes the session that is asked for, or opens another. @throws Refusal */
  open(agreement: Agreement, link: Link): Session {
    if (this.#isClosing) throw new Refusal('SHUTTING_DOWN', 'the server is ending');
    const before = this.#sessions.get(agreement.init.sessionId ?? '');
    if (before !== undefined) {
      requireSame(before.init, agreement.init);
      before.resume(link, agreement);
      return before;
    }
    const engines = chooseEngines(agreement.init, this.options.languages);
    requireEngines(agreement.init.engines ?? {}, 'engines.');
    requireVoices(agreement.init.voices ?? []);
    if (this.#sessions.size >= this.options.maxSessions)
      throw new Refusal('SESSION_LIMIT', `there are ${this.options.maxSessions} sessions`);
    const session = new Session(agreement, engines, this.options, () => this.#sessions.delete(session.id));
    this.#sessions.set(session.id, session);
    session.open(link);
    return session;
  }

  /** Ends all of them, and gives what is in flight its time (10.3). */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const session of this.#sessions.values()) session.end();
    const untilMs = performance.now() + this.options.shutdownGraceMs;
    while (this.#sessions.size > 0 && performance.now() < untilMs) await delay(10);
    for (const session of this.#sessions.values()) session.abandon(new Refusal('SHUTTING_DOWN', 'the server ends'));
  }
}
