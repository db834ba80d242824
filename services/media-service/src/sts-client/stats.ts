import { RecentValues } from '../media/percentiles.js';
import type { FallbackReason } from './options.js';

export interface StsStats {
  readonly sent: number;
  readonly replied: number;
  readonly fallbacks: Readonly<Record<FallbackReason, number>>;
  /** Messages that break the contract. */
  readonly malformed: number;
  /** Replies to a fragment that has one already. */
  readonly duplicates: number;
  /** Replies that came after their fragment was given up. */
  readonly lateReplies: number;
  readonly reconnects: number;
  /** From the fragment's submission, as soon as its end was known, to its reply, in milliseconds, over the last 1000. */
  readonly replyMsP50?: number;
  readonly replyMsP99?: number;
  /** The least time that a reply had to spare before its deadline, in milliseconds; negative for one that missed it. */
  readonly minSlackMs?: number;
}

export class StsCounters {
  sent = 0;
  malformed = 0;
  duplicates = 0;
  reconnects = 0;
  #replied = 0;
  #lateReplies = 0;
  #minSlackMs = Infinity;
  readonly #replyMs = new RecentValues();
  readonly #fallbacks: Record<FallbackReason, number> = {
    late: 0,
    failed: 0,
    unavailable: 0,
    'breaker-open': 0,
    overload: 0,
    malformed: 0,
    refused: 0,
    closed: 0,
  };

  replied(replyMs: number, slackMs: number): void {
    this.#replied++;
    this.#replyMs.add(replyMs);
    this.#minSlackMs = Math.min(this.#minSlackMs, slackMs);
  }

  cameLate(slackMs: number): void {
    this.#lateReplies++;
    this.#minSlackMs = Math.min(this.#minSlackMs, slackMs);
  }

  fellBack(reason: FallbackReason): void {
    this.#fallbacks[reason]++;
  }

  snapshot(): StsStats {
    const replyMsP50 = this.#replyMs.percentile(0.5);
    const replyMsP99 = this.#replyMs.percentile(0.99);
    return {
      sent: this.sent,
      replied: this.#replied,
      fallbacks: { ...this.#fallbacks },
      malformed: this.malformed,
      duplicates: this.duplicates,
      lateReplies: this.#lateReplies,
      reconnects: this.reconnects,
      ...(replyMsP50 !== undefined && { replyMsP50 }),
      ...(replyMsP99 !== undefined && { replyMsP99 }),
      ...(Number.isFinite(this.#minSlackMs) && { minSlackMs: this.#minSlackMs }),
    };
  }
}
