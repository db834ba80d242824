import type { CaptionNews } from '../worker/messages.js';

/** What listeners are told. `restart`: the programme began anew, and with it the numbers of its fragments. */
export type CaptionEvent =
  | { readonly number: number; readonly name: CaptionNews['kind']; readonly caption: CaptionNews }
  | { readonly number: number; readonly name: 'restart' };

export interface CaptionListener {
  onEvent(event: CaptionEvent): void;
  /** The stream is over; nothing follows. */
  onEnd(): void;
}

/** The last words that whoever comes now is told first: some sentences, each in several languages. */
const MOST_RECENT = 24;

/** Hands what is being said in a stream to whoever listens. Nothing waits here: a listener takes an event or leaves it. */
export class CaptionHub {
  readonly #listeners = new Set<CaptionListener>();
  #recent: CaptionEvent[] = [];
  /** Begins with the time, so that numbers go on where a stream takes the name of an earlier one. */
  #number = Date.now();
  #isOver = false;

  get listeners(): number {
    return this.#listeners.size;
  }

  /**
   * @param after number of the last event that the listener knows, from an earlier time; 0 for one that knows none
   * @returns what ends the listening
   */
  listen(listener: CaptionListener, after = 0): () => void {
    for (const event of this.#recent) if (event.number > after) listener.onEvent(event);
    if (this.#isOver) {
      listener.onEnd();
      return () => undefined;
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(captions: readonly CaptionNews[]): void {
    for (const caption of captions) {
      const event = { number: this.#next(), name: caption.kind, caption };
      if (caption.kind !== 'partial') this.#recent = [...this.#recent, event].slice(-MOST_RECENT);
      this.#tell(event);
    }
  }

  /** A worker took the place of another. */
  restart(): void {
    this.#recent = [];
    this.#tell({ number: this.#next(), name: 'restart' });
  }

  /** Idempotent. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const listener of this.#listeners) listener.onEnd();
    this.#listeners.clear();
  }

  #next(): number {
    this.#number += 1;
    return this.#number;
  }

  #tell(event: CaptionEvent): void {
    if (this.#isOver) return;
    for (const listener of this.#listeners) listener.onEvent(event);
  }
}
