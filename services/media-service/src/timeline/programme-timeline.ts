import { DubbingError } from '@dubbing/common';
import type { Dub, FragmentProcessed } from '@dubbing/contracts';
import { errorCodes } from '../errors.js';
import type { FragmentRun, LanguageRun } from '../media/as-run.js';
import type { LiveCaption } from '../media/caption.js';
import type { Fragment } from '../media/fragment.js';
import type { Hearing, SpokenPlace } from '../media/transcript.js';
import type { CaptionTrack } from './captions.js';
import { LanguageTimeline } from './language-timeline.js';
import { DEFAULT_PLACEMENT, type PlacementLimits } from './placement-policy.js';
import { SourceCaptions } from './source-captions.js';

export interface ProgrammeTimelineOptions extends Partial<PlacementLimits> {
  readonly sourceLanguage: string;
  readonly languages: readonly string[];
  /** How far it is known by now that nobody speaks from `ptsNs` on. Default: it is not known at all. */
  readonly quietUntil?: (ptsNs: bigint) => bigint;
  /** What became of a fragment in every language: once for each fragment. */
  readonly onAsRun?: (run: FragmentRun) => void;
  /** Words that are new, ahead of their release: of the original as they are recognised, and translations. */
  readonly onCaption?: (caption: LiveCaption) => void;
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
  readonly #source: SourceCaptions;
  readonly #languages: ReadonlyMap<string, LanguageTimeline>;
  readonly #onAsRun: ((run: FragmentRun) => void) | undefined;
  readonly #onCaption: ((caption: LiveCaption) => void) | undefined;

  constructor(options: ProgrammeTimelineOptions) {
    const { sourceLanguage, languages, quietUntil, onAsRun, onCaption, ...given } = options;
    const limits = { ...DEFAULT_PLACEMENT, ...given };
    this.#source = new SourceCaptions(sourceLanguage);
    this.#languages = new Map(
      languages.map((language) => [language, new LanguageTimeline({ language, limits, quietUntil })]),
    );
    this.#onAsRun = onAsRun;
    this.#onCaption = onCaption;
  }

  get originalCaptions(): CaptionTrack {
    return this.#source.track;
  }

  /** @throws DubbingError ARGUMENT_INVALID for a language that the stream does not have */
  language(language: string): LanguageTimeline {
    const timeline = this.#languages.get(language);
    if (timeline !== undefined) return timeline;
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, `The stream has no language "${language}"`, {
      field: 'language',
    });
  }

  /** Where the last of all dubs ends; undefined before the first. */
  get dubEndPtsNs(): bigint | undefined {
    const ends = [...this.#languages.values()].flatMap(({ dubEndPtsNs }) => dubEndPtsNs ?? []);
    return ends.reduce<bigint | undefined>((last, end) => (last === undefined || end > last ? end : last), undefined);
  }

  /** How far the dubs placed so far reach beyond `ptsNs`, in milliseconds, in the language where it is worst. */
  overrunMs(ptsNs: bigint): number {
    return Math.max(0, ...[...this.#languages.values()].map((timeline) => timeline.overrunMs(ptsNs)));
  }

  /** Takes what was recognised of a fragment, so far or for good; to be read even where nothing comes of its dub. */
  hear(place: SpokenPlace, hearing: Hearing): void {
    const caption = this.#source.hear(place, hearing);
    if (caption !== undefined) this.#onCaption?.(caption);
  }

  /** Takes speech-to-speech's answer to a fragment, for every language of the stream. */
  reply(fragment: Fragment, reply: FragmentProcessed, facts: AnswerFacts = {}): void {
    const { status, dubs, error } = reply;
    const runs = [...this.#languages].map(([language, timeline]) => {
      const dub = dubs.find((candidate) => candidate.language === language);
      if (status === 'failed' || (status === 'ok' && dub === undefined)) {
        return timeline.fallback(fragment, 'failed', error);
      }
      const run = timeline.reply(fragment, status === 'empty' ? undefined : dub);
      return run && { ...run, ...(dub !== undefined && madeBy(dub)) };
    });
    this.#record(fragment, runs, { ...replyOf(reply), ...measured(facts) });
    for (const run of runs) if (run !== undefined) this.#caption(fragment, run);
  }

  /** The original is heard in place of this fragment, in every language. */
  fallback(fragment: Fragment, reason: string, error?: DubbingError): void {
    const runs = [...this.#languages.values()].map((timeline) => timeline.fallback(fragment, reason, error));
    this.#record(fragment, runs, {});
  }

  /** What is said in a language, where it is said; where it is not spoken it can be read in the place of the original. */
  #caption(fragment: Fragment, { language, text = '', placedStartPtsNs, placedEndPtsNs }: LanguageRun): void {
    if (text === '') return;
    const { fragmentId } = fragment;
    const startPtsNs = placedStartPtsNs ?? fragment.startPtsNs;
    const endPtsNs = placedEndPtsNs ?? fragment.endPtsNs;
    this.#onCaption?.({ kind: 'dub', fragmentId, startPtsNs, endPtsNs, language, text, revision: 1 });
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
