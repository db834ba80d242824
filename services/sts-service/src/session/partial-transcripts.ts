import { FragmentPartial, Transcript, create, longestText, type FragmentData } from '@dubbing/contracts';

export interface PartialOptions {
  /** Of what is said. */
  readonly language: string;
  /** From one growing text to the next, at least. From 100 on, the longest deadline has room for no more revisions than the contract. */
  readonly everyMs: number;
  /** Whether somebody is there now who wants it. */
  readonly wanted: () => boolean;
  /** To whoever wants it. Must not throw. */
  readonly send: (message: FragmentPartial) => void;
  /** Milliseconds of any clock that never goes back. */
  readonly now?: () => number;
}

/**
 * The growing transcript of one fragment, as its client gets it: not too often, no text twice, and nothing once the work is
 * done or given up. What nobody was there for is not sent later, and does not count.
 */
export class PartialTranscripts {
  readonly #fragment: Pick<FragmentData, 'fragmentId' | 'sequence'>;
  readonly #options: PartialOptions;
  readonly #now: () => number;
  #nextAtMs = -Infinity;
  #sentText = '';
  #revision = 0;
  #closed = false;

  constructor(fragment: Pick<FragmentData, 'fragmentId' | 'sequence'>, options: PartialOptions) {
    this.#fragment = fragment;
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** What has been recognised so far. One that comes too soon is left out: the next has more. */
  tell(text: string): void {
    const nowMs = this.#now();
    if (this.#closed || nowMs < this.#nextAtMs || !this.#options.wanted()) return;
    const heard = text.trim();
    if (heard === '' || heard === this.#sentText || heard.length > longestText) return;
    this.#sentText = heard;
    this.#nextAtMs = nowMs + this.#options.everyMs;
    this.#send(create(Transcript, { language: this.#options.language, text: heard }), false);
  }

  /** Recognition is done: the transcript that the reply will have. It is sent at once, and is the last. */
  finish(transcript: Transcript): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#options.wanted()) this.#send(transcript, true);
  }

  /** The reply goes out, or the work was given up. Idempotent. */
  close(): void {
    this.#closed = true;
  }

  #send(transcript: Transcript, isFinal: boolean): void {
    const { fragmentId, sequence } = this.#fragment;
    this.#revision += 1;
    const revision = this.#revision;
    this.#options.send(create(FragmentPartial, { fragmentId, sequence, revision, isFinal, transcript }));
  }
}
