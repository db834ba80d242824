import { FragmentPartial, Transcript, create, longestText, type FragmentData } from '@dubbing/contracts';

export interface PartialOptions {
  /** Of what is said. */
  readonly language: string;
  /** From one growing text to the next, at least. From 100 on, the longest deadline has room for no more revisions than the contract. */
  readonly everyMs: number;
  /** Sends it where there is somebody who wants it. @returns whether there was. Must not throw. */
  readonly send: (message: FragmentPartial) => boolean;
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
    if (this.#closed || nowMs < this.#nextAtMs) return;
    const heard = text.trim();
    if (heard === '' || heard === this.#sentText || heard.length > longestText) return;
    const sent = this.#send(create(Transcript, { language: this.#options.language, text: heard }), false);
    if (!sent) return;
    this.#sentText = heard;
    this.#nextAtMs = nowMs + this.#options.everyMs;
  }

  /** Recognition is done: the transcript that the reply will have. It is sent at once, and is the last. */
  finish(transcript: Transcript): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#send(transcript, true);
  }

  /** The reply goes out, or the work was given up. Idempotent. */
  close(): void {
    this.#closed = true;
  }

  #send(transcript: Transcript, isFinal: boolean): boolean {
    const { fragmentId, sequence } = this.#fragment;
    const revision = this.#revision + 1;
    const sent = this.#options.send(create(FragmentPartial, { fragmentId, sequence, revision, isFinal, transcript }));
    if (sent) this.#revision = revision;
    return sent;
  }
}
