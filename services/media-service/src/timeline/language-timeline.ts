import {
  errorCodes as commonErrorCodes,
  int16View,
  msToNs,
  nsToMs,
  overlaps,
  samplesToNs,
  type Interval,
} from '@dubbing/common';
import type { Dub } from '@dubbing/contracts';
import { errorCodes } from '../errors.js';
import type { AsRunOutcome, LanguageRun } from '../media/as-run.js';
import type { Fragment } from '../media/fragment.js';
import type { Placement, ScheduleView } from '../media/schedule.js';
import { CaptionTrack } from './captions.js';
import { DUB_RATE_HZ, dubFault } from './check-dub.js';
import { LanguageCounters, type LanguageStats } from './language-stats.js';
import { decidePlacement, type Committed, type PlacementLimits } from './placement-policy.js';
import { RecentIds } from './recent-ids.js';

/** How far back a view still shows what is over: the mixer's ramps look behind. */
const VIEW_BEHIND_NS = 1_000_000_000n;
/** How far beyond the claim a view shows what is placed already, so that short pauses can be bridged. */
const VIEW_AHEAD_NS = 2_000_000_000n;

/** Why there is no dub, for the record. */
interface Reason {
  readonly code: string;
  readonly message?: string;
}

export interface LanguageTimelineOptions {
  readonly language: string;
  readonly limits: PlacementLimits;
  /** How far it is known by now that nobody speaks from `ptsNs` on. Default: it is not known at all. */
  readonly quietUntil?: ((ptsNs: bigint) => bigint) | undefined;
}

/**
 * What is spoken when, in one language. Each fragment gets one answer; a dub that is placed keeps its place, two
 * dubs never overlap, and nothing is placed before what was claimed.
 */
export class LanguageTimeline {
  readonly captions = new CaptionTrack();
  readonly #options: LanguageTimelineOptions;
  readonly #answered = new RecentIds();
  readonly #counters = new LanguageCounters();
  #placements: Placement[] = [];
  #fallbacks: Interval[] = [];
  /** Before the first claim nothing is released, so anything may be placed. */
  #claimedPtsNs: bigint | undefined;
  #last: Committed['last'];

  constructor(options: LanguageTimelineOptions) {
    this.#options = options;
  }

  stats(): LanguageStats {
    return this.#counters.snapshot();
  }

  /** Where the last dub ends; undefined before the first. */
  get dubEndPtsNs(): bigint | undefined {
    return this.#last?.endPtsNs;
  }

  /** How far the last dub reaches beyond the place where one for `ptsNs` could start, in milliseconds. */
  overrunMs(ptsNs: bigint): number {
    const claimedPtsNs = this.#claimedPtsNs ?? ptsNs;
    const startPtsNs = ptsNs > claimedPtsNs ? ptsNs : claimedPtsNs;
    return this.#last === undefined ? 0 : Math.max(0, nsToMs(this.#last.endPtsNs - startPtsNs));
  }

  /**
   * Takes the dub of a fragment.
   * @param dub undefined where nothing was said
   * @returns what became of it; undefined where the fragment had its answer already
   */
  reply(fragment: Fragment, dub: Dub | undefined): LanguageRun | undefined {
    if (!this.#isFirstAnswer(fragment)) return undefined;
    if (dub === undefined || dub.status === 'empty') return this.#outcome('empty');
    if (dub.status === 'spoken') return this.#place(fragment, dub);
    const isLate = dub.error?.code === commonErrorCodes.DEADLINE_EXCEEDED;
    return this.#doWithout(fragment, isLate ? 'late' : 'failed', dub.error, dub.text);
  }

  /** The original is heard in place of this fragment. @returns as `reply` */
  fallback(fragment: Fragment, reason: string, error?: Reason): LanguageRun | undefined {
    if (!this.#isFirstAnswer(fragment)) return undefined;
    const outcome = reason === 'late' || reason === 'failed' ? reason : 'fallback';
    return this.#doWithout(fragment, outcome, error ?? { code: reason });
  }

  /**
   * What is spoken between `fromPtsNs` and `toPtsNs`, and near it. The claim commits: nothing will be placed
   * before `toPtsNs` from now on. Claims move forward; what lies well before `fromPtsNs` is forgotten.
   */
  claim(fromPtsNs: bigint, toPtsNs: bigint): ScheduleView {
    if (this.#claimedPtsNs === undefined || toPtsNs > this.#claimedPtsNs) this.#claimedPtsNs = toPtsNs;
    const behind = fromPtsNs - VIEW_BEHIND_NS;
    this.#placements = this.#placements.filter((placement) => latestOf(placement) > behind);
    this.#fallbacks = this.#fallbacks.filter((interval) => interval.endPtsNs > behind);
    const window = { startPtsNs: behind, endPtsNs: toPtsNs + VIEW_AHEAD_NS };
    const placements = this.#placements.filter((placement) => placement.startPtsNs < window.endPtsNs);
    this.#counters.onAir ||= placements.some((placement) => placement.startPtsNs < fromPtsNs);
    return { placements, fallbacks: this.#fallbacks.filter((interval) => overlaps(interval, window)) };
  }

  #place(fragment: Fragment, dub: Dub): LanguageRun {
    const fault = dubFault(dub);
    if (fault !== undefined) {
      const message = `the dub cannot be placed: ${fault}`;
      return this.#doWithout(fragment, 'failed', { code: errorCodes.DUB_AUDIO_INVALID, message }, dub.text);
    }
    const pcm48k = int16View(dub.audio ?? Buffer.alloc(0));
    const durationNs = samplesToNs(pcm48k.length, DUB_RATE_HZ);
    const shape = { durationNs, speedFactor: dub.speedFactor };
    const decision = decidePlacement(fragment, shape, this.#committed(fragment), this.#options.limits);
    if ('refused' in decision) {
      return this.#doWithout(fragment, decision.refused, { code: decision.reason }, dub.text);
    }
    const { startPtsNs } = decision;
    const endPtsNs = startPtsNs + durationNs;
    const source = { startPtsNs: fragment.startPtsNs, endPtsNs: fragment.endPtsNs };
    const { fragmentId, speechLufs: sourceLufs } = fragment;
    this.#placements.push({ fragmentId, startPtsNs, endPtsNs, source, text: dub.text, pcm48k, sourceLufs });
    this.#last = { endPtsNs, source };
    this.#counters.lastText = dub.text;
    this.#caption(fragment, dub.text, startPtsNs, endPtsNs > source.endPtsNs ? endPtsNs : source.endPtsNs);
    return this.#outcome('spoken', {
      placedStartPtsNs: startPtsNs,
      placedEndPtsNs: endPtsNs,
      lagMs: nsToMs(startPtsNs - source.startPtsNs),
      speedFactor: dub.speedFactor,
      text: dub.text,
    });
  }

  #committed({ startPtsNs, endPtsNs, pauseAfterMs }: Fragment): Committed {
    const seenPtsNs = endPtsNs + msToNs(pauseAfterMs);
    const knownPtsNs = this.#options.quietUntil?.(endPtsNs) ?? endPtsNs;
    const quietUntilPtsNs = knownPtsNs > seenPtsNs ? knownPtsNs : seenPtsNs;
    return { claimedPtsNs: this.#claimedPtsNs ?? startPtsNs, last: this.#last, quietUntilPtsNs };
  }

  /** The translation may still be read where it cannot be heard, unless its time has passed. */
  #doWithout(fragment: Fragment, outcome: AsRunOutcome, reason: Reason | undefined, text = ''): LanguageRun {
    this.#fallbacks.push({ startPtsNs: fragment.startPtsNs, endPtsNs: fragment.endPtsNs });
    const isReadable = outcome !== 'late' || fragment.startPtsNs >= (this.#claimedPtsNs ?? fragment.startPtsNs);
    if (isReadable) this.#caption(fragment, text, fragment.startPtsNs, fragment.endPtsNs);
    return this.#outcome(outcome, {
      ...(reason !== undefined && { reason: reason.code }),
      ...(reason?.message !== undefined && { detail: reason.message }),
      ...(text !== '' && { text }),
    });
  }

  #caption({ fragmentId }: Fragment, text: string, startPtsNs: bigint, endPtsNs: bigint): void {
    if (text !== '') this.captions.set({ fragmentId, text, startPtsNs, endPtsNs });
  }

  #outcome(outcome: AsRunOutcome, details: Partial<LanguageRun> = {}): LanguageRun {
    this.#counters.count(outcome, details.lagMs);
    return { language: this.#options.language, outcome, ...details };
  }

  #isFirstAnswer({ fragmentId }: Fragment): boolean {
    if (this.#answered.add(fragmentId)) return true;
    this.#counters.duplicates++;
    return false;
  }
}

function latestOf({ endPtsNs, source }: Placement): bigint {
  return endPtsNs > source.endPtsNs ? endPtsNs : source.endPtsNs;
}
