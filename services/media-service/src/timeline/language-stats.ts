import type { AsRunOutcome } from '../media/as-run.js';
import { RecentValues } from '../media/percentiles.js';

/**
 * Every speech fragment is counted once: `spoken + empty + fallbacks` are all of them. `fallbacks` are those
 * where the original is heard; `late`, `failed` and `skipped` say why for most.
 */
export interface LanguageStats {
  /** Dubbed speech has been released. */
  readonly onAir: boolean;
  readonly spoken: number;
  readonly empty: number;
  readonly late: number;
  readonly failed: number;
  readonly skipped: number;
  readonly fallbacks: number;
  /** Answers for a fragment that has one already; they change nothing. */
  readonly duplicates: number;
  /** Start of the dub minus start of its source interval, in milliseconds, over the last 1000 dubs. */
  readonly dubLagMsP50?: number;
  readonly dubLagMsP99?: number;
  readonly lastText?: string;
}

export class LanguageCounters {
  onAir = false;
  duplicates = 0;
  lastText: string | undefined;
  readonly #lagMs = new RecentValues();
  readonly #outcomes: Record<AsRunOutcome, number> = {
    spoken: 0,
    empty: 0,
    late: 0,
    failed: 0,
    skipped: 0,
    fallback: 0,
  };

  count(outcome: AsRunOutcome, lagMs?: number): void {
    this.#outcomes[outcome]++;
    if (lagMs !== undefined) this.#lagMs.add(lagMs);
  }

  snapshot(): LanguageStats {
    const { spoken, empty, late, failed, skipped, fallback } = this.#outcomes;
    const dubLagMsP50 = this.#lagMs.percentile(0.5);
    const dubLagMsP99 = this.#lagMs.percentile(0.99);
    return {
      onAir: this.onAir,
      spoken,
      empty,
      late,
      failed,
      skipped,
      fallbacks: late + failed + skipped + fallback,
      duplicates: this.duplicates,
      ...(dubLagMsP50 !== undefined && { dubLagMsP50 }),
      ...(dubLagMsP99 !== undefined && { dubLagMsP99 }),
      ...(this.lastText !== undefined && { lastText: this.lastText }),
    };
  }
}
