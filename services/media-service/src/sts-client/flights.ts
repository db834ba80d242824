import type { Fragment } from '../media/fragment.js';
import type { SpokenPlace } from '../media/transcript.js';

/** A fragment on its way: it waits, or it was sent and its reply is awaited. */
export interface Flight {
  readonly fragment: Fragment;
  readonly submittedAtMs: number;
  /** Set while it is under way; its number within the session. */
  sequence?: number;
  isProbe: boolean;
  /** Of the newest transcript that came; 0 before the first. */
  revision: number;
  /** Calls its alarm off. */
  unwatch?: () => void;
}

/** A fragment that was sent and given up. Its sound is not kept: a server that hangs for an hour may have many. */
export interface Abandoned {
  readonly place: SpokenPlace;
  readonly sequence: number;
  readonly submittedAtMs: number;
}

/** The fragments that have neither reply nor fallback yet. Taking one out makes its end certain: it happens once. */
export class Flights {
  readonly #byId = new Map<string, Flight>();
  /** Sent, given up here, and still unanswered: they fill the server's limit until it answers them, or a later one. */
  readonly #abandoned = new Map<string, Abandoned>();

  get size(): number {
    return this.#byId.size;
  }

  get waiting(): Flight[] {
    return [...this.#byId.values()].filter((flight) => flight.sequence === undefined);
  }

  get sent(): Flight[] {
    return [...this.#byId.values()].filter((flight) => flight.sequence !== undefined);
  }

  /** Flights that fill the server's limit. */
  get underWay(): number {
    return this.sent.length + this.#abandoned.size;
  }

  add(flight: Flight): void {
    this.#byId.set(flight.fragment.fragmentId, flight);
  }

  get(fragmentId: string): Flight | undefined {
    return this.#byId.get(fragmentId);
  }

  /** Takes a flight out, if it is still there. @param answered the server has no more to say about it */
  take(fragmentId: string, answered: boolean): Flight | undefined {
    const flight = this.#byId.get(fragmentId);
    if (answered) this.#abandoned.delete(fragmentId);
    if (flight === undefined) return undefined;
    flight.unwatch?.();
    this.#byId.delete(fragmentId);
    const { sequence, submittedAtMs, fragment } = flight;
    if (!answered && sequence !== undefined) {
      const { startPtsNs, endPtsNs } = fragment;
      this.#abandoned.set(fragmentId, { place: { fragmentId, startPtsNs, endPtsNs }, sequence, submittedAtMs });
    }
    return flight;
  }

  /** The fragment, if it was sent and then given up. */
  abandoned(fragmentId: string): Abandoned | undefined {
    return this.#abandoned.get(fragmentId);
  }

  get abandonedCount(): number {
    return this.#abandoned.size;
  }

  /** Replies come in order, so what was sent before an answered one is over, with a reply or without. */
  answeredUpTo(sequence: number): void {
    this.#forget((abandoned) => abandoned.sequence < sequence);
  }

  /** No server works on what was submitted so long ago. */
  forgetAbandoned(submittedBeforeMs: number): void {
    this.#forget(({ submittedAtMs }) => submittedAtMs < submittedBeforeMs);
  }

  /** After a reconnect, with `undefined` for a session that knows nothing: what the session did not take waits again, what it took is still answered. */
  resumeAfter(lastSequence: number | undefined): void {
    if (lastSequence === undefined) this.#abandoned.clear();
    for (const flight of this.#byId.values()) {
      if (flight.sequence === undefined || (lastSequence !== undefined && flight.sequence <= lastSequence)) continue;
      delete flight.sequence;
      flight.isProbe = false;
      flight.revision = 0;
    }
  }

  #forget(isOver: (abandoned: Abandoned) => boolean): void {
    for (const [fragmentId, abandoned] of this.#abandoned) {
      if (isOver(abandoned)) this.#abandoned.delete(fragmentId);
    }
  }

  /** Oldest first. */
  all(): Flight[] {
    return [...this.#byId.values()];
  }
}
