import { DubbingError } from '@dubbing/common';
import type { FragmentProcessed } from '@dubbing/contracts';
import { errorCodes } from '../errors.js';
import type { Fragment } from '../media/fragment.js';
import type { AsRunEvent } from './as-run.js';
import { CaptionTrack } from './captions.js';
import { LanguageTimeline } from './language-timeline.js';
import { DEFAULT_PLACEMENT, type PlacementLimits } from './placement-policy.js';
import { RecentIds } from './recent-ids.js';

export interface ProgrammeTimelineOptions extends Partial<PlacementLimits> {
  readonly languages: readonly string[];
  readonly onAsRun?: (event: AsRunEvent) => void;
}

/** The timelines of all languages of one stream, and the captions of the original. */
export class ProgrammeTimeline {
  readonly originalCaptions = new CaptionTrack();
  readonly #transcribed = new RecentIds();
  readonly #languages: ReadonlyMap<string, LanguageTimeline>;

  constructor({ languages, onAsRun, ...given }: ProgrammeTimelineOptions) {
    const limits = { ...DEFAULT_PLACEMENT, ...given };
    this.#languages = new Map(
      languages.map((language) => [language, new LanguageTimeline({ language, limits, onAsRun })]),
    );
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
  reply(fragment: Fragment, { fragmentId, status, transcript, dubs, error }: FragmentProcessed): void {
    if (this.#transcribed.add(fragmentId) && transcript !== undefined && transcript.text !== '') {
      const { startPtsNs, endPtsNs } = fragment;
      this.originalCaptions.add({ fragmentId, text: transcript.text, startPtsNs, endPtsNs });
    }
    for (const [language, timeline] of this.#languages) {
      const dub = dubs.find((candidate) => candidate.language === language);
      if (status === 'failed' || (status === 'ok' && dub === undefined)) timeline.fallback(fragment, 'failed', error);
      else timeline.reply(fragment, status === 'empty' ? undefined : dub);
    }
  }

  /** The original is heard in place of this fragment, in every language. */
  fallback(fragment: Fragment, reason: string, error?: DubbingError): void {
    for (const timeline of this.#languages.values()) timeline.fallback(fragment, reason, error);
  }
}
