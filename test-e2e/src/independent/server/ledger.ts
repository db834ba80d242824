import { Refusal } from '../refusal.js';
import type { FragmentName, FragmentProcessed } from '../wire.js';

interface Entry extends FragmentName {
  answer?: FragmentProcessed;
  isSent: boolean;
}

/** The fragments of a session: what was accepted, what is done, and which answer goes out next (8). */
export class Ledger {
  received = 0;
  processed = 0;
  failed = 0;
  lastSequence: number | undefined;
  /** By sequence, in its order: all that wait for their answer, and the last that had theirs. */
  readonly #entries = new Map<number, Entry>();

  /** @param kept so many answers are kept after they were sent */
  constructor(readonly kept: number) {}

  /** Accepted and not yet done. */
  get inFlight(): number {
    return [...this.#entries.values()].filter(({ answer }) => answer === undefined).length;
  }

  get isAnswered(): boolean {
    return this.processed === this.received;
  }

  /** The entry of a fragment that was sent again. @throws Refusal SEQUENCE_INVALID where its number is taken */
  again({ fragmentId, sequence }: FragmentName): Readonly<Entry> | undefined {
    if (this.lastSequence === undefined || sequence > this.lastSequence) return undefined;
    const entry = this.#entries.get(sequence);
    if (entry?.fragmentId === fragmentId) return entry;
    throw new Refusal('SEQUENCE_INVALID', `${sequence} is not above ${this.lastSequence}`, 'sequence');
  }

  accept({ fragmentId, sequence }: FragmentName): void {
    this.#entries.set(sequence, { fragmentId, sequence, isSent: false });
    this.lastSequence = sequence;
    this.received++;
  }

  done(answer: FragmentProcessed): void {
    const entry = this.#entries.get(answer.sequence);
    if (entry !== undefined) entry.answer = answer;
  }

  /** The answers that may go out now, in order; they count as sent. */
  takeDue(): FragmentProcessed[] {
    const due: FragmentProcessed[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.isSent) continue;
      if (entry.answer === undefined) break;
      entry.isSent = true;
      this.processed++;
      if (entry.answer.status === 'failed') this.failed++;
      due.push(entry.answer);
    }
    this.#forget();
    return due;
  }

  #forget(): void {
    const sent = [...this.#entries.values()].filter(({ isSent }) => isSent);
    for (const { sequence } of sent.slice(0, Math.max(0, sent.length - this.kept))) this.#entries.delete(sequence);
  }
}
