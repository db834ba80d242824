import { DubbingError } from '@dubbing/common';
import type { Dub, FragmentProcessed } from '@dubbing/contracts';
import { errorCodes } from '../errors.js';
import type { FragmentRun, LanguageRun } from '../media/as-run.js';
import type { Fragment } from '../media/fragment.js';
import { CaptionTrack } from './captions.js';
import { LanguageTimeline } from './language-timeline.js';
import { DEFAULT_PLACEMENT, type PlacementLimits } from './placement-policy.js';
import { RecentIds } from './recent-ids.js';

export interface ProgrammeTimelineOptions extends Partial<PlacementLimits> {
  readonly languages: readonly string[];
  /** How far it is known by now that nobody speaks from `ptsNs` on. Default: it is not known at all. */
  readonly quietUntil?: (ptsNs: bigint) => bigint;
  /** What became of a fragment in every language: once for each fragment. */
  readonly onAsRun?: (run: FragmentRun) => void;
}

/** What is known of an answer besides what it says. */
export interface AnswerFacts {
  /** From the fragment's submission to its reply. */
  readonly replyMs?: number;
  /** Name of the engine that recognised it. */
  readonly asrEngine?: string | undefined;
}

/** The timelines of all languages of one stream, and the captions of the original. */
export class ProgrammeTimeline {
  readonly originalCaptions = new CaptionTrack();
  readonly #transcribed = new RecentIds();
  readonly #languages: ReadonlyMap<string, LanguageTimeline>;
  readonly #onAsRun: ((run: FragmentRun) => void) | undefined;

  constructor({ languages, quietUntil, onAsRun, ...given }: ProgrammeTimelineOptions) {
    const limits = { ...DEFAULT_PLACEMENT, ...given };
    this.#languages = new Map(
      languages.map((language) => [language, new LanguageTimeline({ language, limits, quietUntil })]),
    );
    this.#onAsRun = onAsRun;
  }

  /** @throws DubbingError ARGUMENT_INVALID for a language that the stream does not have */
  language(language: string): LanguageTimeline {
    const timeline = this.#languages.get(language);
    if (timeline !== undefined) return timeline;
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, `The stream has no language "${language}"`, {
      field: 'language',
    });
  }

  /** How far the dubs placed so far reach beyond `ptsNs`, in milliseconds, in the language where it is worst. */
  overrunMs(ptsNs: bigint): number {
    return Math.max(0, ...[...this.#languages.values()].map((timeline) => timeline.overrunMs(ptsNs)));
  }

  /** Takes speech-to-speech's answer to a fragment, for every language of the stream. */
  reply(fragment: Fragment, reply: FragmentProcessed, facts: AnswerFacts = {}): void {
    const { fragmentId, status, transcript, dubs, error } = reply;
    if (this.#transcribed.add(fragmentId) && transcript !== undefined && transcript.text !== '') {
      const { startPtsNs, endPtsNs } = fragment;
      this.originalCaptions.add({ fragmentId, text: transcript.text, startPtsNs, endPtsNs });
    }
    const runs = [...this.#languages].map(([language, timeline]) => {
      const dub = dubs.find((candidate) => candidate.language === language);
      if (status === 'failed' || (status === 'ok' && dub === undefined)) {
        return timeline.fallback(fragment, 'failed', error);
      }
      const run = timeline.reply(fragment, status === 'empty' ? undefined : dub);
      return run && { ...run, ...(dub !== undefined && madeBy(dub)) };
    });
    this.#record(fragment, runs, { ...replyOf(reply), ...measured(facts) });
  }

  /** The original is heard in place of this fragment, in every language. */
  fallback(fragment: Fragment, reason: string, error?: DubbingError): void {
    const runs = [...this.#languages.values()].map((timeline) => timeline.fallback(fragment, reason, error));
    this.#record(fragment, runs, {});
  }

  /** An answer that came to nothing, because there was one before it, leaves no trace. */
  #record(fragment: Fragment, runs: readonly (LanguageRun | undefined)[], facts: Partial<FragmentRun>): void {
    const languages = runs.filter((run) => run !== undefined);
    if (languages.length === 0) return;
    const { fragmentId, sequence, startPtsNs, endPtsNs } = fragment;
    this.#onAsRun?.({ fragmentId, sequence, startPtsNs, endPtsNs, ...facts, languages });
  }
}

function madeBy({ engine, timings }: Dub): Pick<LanguageRun, 'engines' | 'timings'> {
  const { translation, tts } = engine;
  const { translationMs, ttsMs, fitMs } = timings;
  return { engines: { translation, tts }, timings: { translationMs, ttsMs, fitMs } };
}

function replyOf({ transcript, timings }: FragmentProcessed): Partial<FragmentRun> {
  const { queuedMs, asrMs, totalMs } = timings;
  return {
    ...(transcript !== undefined && { transcript: transcript.text }),
    ...(transcript?.confidence !== undefined && { confidence: transcript.confidence }),
    timings: { queuedMs, asrMs, totalMs },
  };
}

function measured({ replyMs, asrEngine }: AnswerFacts): Partial<FragmentRun> {
  return {
    ...(replyMs !== undefined && { replyMs }),
    ...(asrEngine !== undefined && { engines: { asr: asrEngine } }),
  };
}
