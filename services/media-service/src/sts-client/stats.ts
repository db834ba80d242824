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
  /** Transcripts that came ahead of their replies. */
  readonly partials: number;
  /** Those that were of no use: older than one before them, of a fragment that is not under way, or never asked for. */
  readonly partialsIgnored: number;
  /** Those that break the contract. */
  readonly partialsMalformed: number;
  /** Events that this side does not know: a newer server's. */
  readonly unknownEvents: number;
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
  partials = 0;
  partialsIgnored = 0;
  partialsMalformed = 0;
  unknownEvents = 0;
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
      partials: this.partials,
      partialsIgnored: this.partialsIgnored,
      partialsMalformed: this.partialsMalformed,
      unknownEvents: this.unknownEvents,
      ...(replyMsP50 !== undefined && { replyMsP50 }),
      ...(replyMsP99 !== undefined && { replyMsP99 }),
      ...(Number.isFinite(this.#minSlackMs) && { minSlackMs: this.#minSlackMs }),
    };
  }
}
