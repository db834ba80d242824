import { formatPtsNs } from '@dubbing/common';
import type { LiveCaption } from '../media/caption.js';
import type { CaptionNews } from './messages.js';

/** More than a stream with sixteen languages says in a reply, and in some seconds of speech. */
const MOST_WAITING = 64;

/**
 * Brings captions to the parent process, as fast as it takes them: one message at a time, and of what changes meanwhile the newest alone.
 * What no longer fits is left out, partial transcripts first.
 */
export class CaptionOutbox {
  readonly #send: (captions: CaptionNews[]) => Promise<void>;
  readonly #waiting = new Map<string, CaptionNews>();
  #sending: Promise<void> | undefined;

  /** @param send resolves when the message is on its way; never rejects */
  constructor(send: (captions: CaptionNews[]) => Promise<void>) {
    this.#send = send;
  }

  add({ startPtsNs, endPtsNs, ...rest }: LiveCaption): void {
    const key = `${rest.language} ${rest.fragmentId}`;
    // The newest goes to the end of the line, so that what stands in front is the oldest.
    this.#waiting.delete(key);
    this.#waiting.set(key, { ...rest, startPtsNs: formatPtsNs(startPtsNs), endPtsNs: formatPtsNs(endPtsNs) });
    if (this.#waiting.size > MOST_WAITING) this.#dropOne();
    this.#sending ??= this.#drain();
  }

  /** Resolves when nothing waits. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  async #drain(): Promise<void> {
    // What is said in one turn goes in one message.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const captions = [...this.#waiting.values()];
      this.#waiting.clear();
      await this.#send(captions);
    }
    this.#sending = undefined;
  }

  #dropOne(): void {
    const entries = [...this.#waiting];
    const [key] = entries.find(([, { kind }]) => kind === 'partial') ?? entries[0] ?? [];
    if (key !== undefined) this.#waiting.delete(key);
  }
}
