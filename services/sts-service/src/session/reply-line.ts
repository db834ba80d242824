import type { FragmentProcessed } from '@dubbing/contracts';

/** What a session knows of a fragment that comes a second time. */
export type Known =
  | { readonly state: 'pending'; readonly fragmentId: string }
  | { readonly state: 'sent'; readonly fragmentId: string; readonly reply: FragmentProcessed }
  | { readonly state: 'forgotten' };

interface Place {
  readonly fragmentId: string;
  reply?: FragmentProcessed;
}

/**
 * The replies of a session, in the order of their fragments. A reply that is done waits for those
 * before it, and for a connection. The last ones that went out are kept, because a
 * connection that broke may not have delivered them.
 */
export class ReplyLine {
  readonly #places = new Map<number, Place>();
  readonly #sent = new Map<number, FragmentProcessed>();
  readonly #keep: number;
  #inFlight = 0;
  #last: number | undefined;

  /** @param keep how many sent replies are kept. */
  constructor(keep: number) {
    this.#keep = keep;
  }

  /** Fragments that are accepted and whose reply is not done. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** The highest sequence number that was accepted. */
  get lastSequence(): number | undefined {
    return this.#last;
  }

  /** Whether every reply has gone out. */
  get empty(): boolean {
    return this.#places.size === 0;
  }

  /** What is known of a sequence number that is not above the last; undefined for a new one. */
  find(sequence: number): Known | undefined {
    if (this.#last === undefined || sequence > this.#last) return undefined;
    const place = this.#places.get(sequence);
    if (place !== undefined) return { state: 'pending', fragmentId: place.fragmentId };
    const reply = this.#sent.get(sequence);
    if (reply === undefined) return { state: 'forgotten' };
    return { state: 'sent', fragmentId: reply.fragmentId, reply };
  }

  /** Takes a place for a fragment; its sequence number is above all before. */
  reserve(sequence: number, fragmentId: string): void {
    this.#places.set(sequence, { fragmentId });
    this.#last = sequence;
    this.#inFlight += 1;
  }

  /** The reply to a fragment that has a place. */
  settle(reply: FragmentProcessed): void {
    const place = this.#places.get(reply.sequence);
    if (place === undefined || place.reply !== undefined) return;
    place.reply = reply;
    this.#inFlight -= 1;
  }

  /** Hands out what can go out now, in order; each is then kept as sent. */
  *take(): Generator<FragmentProcessed> {
    for (const [sequence, { reply }] of this.#places) {
      if (reply === undefined) return;
      this.#places.delete(sequence);
      this.#remember(sequence, reply);
      yield reply;
    }
  }

  #remember(sequence: number, reply: FragmentProcessed): void {
    this.#sent.set(sequence, reply);
    for (const oldest of this.#sent.keys()) {
      if (this.#sent.size <= this.#keep) return;
      this.#sent.delete(oldest);
    }
  }
}
