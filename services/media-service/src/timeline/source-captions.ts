import type { LiveCaption } from '../media/caption.js';
import type { Hearing, SpokenPlace } from '../media/transcript.js';
import { CaptionTrack } from './captions.js';

/** Fragments whose state is remembered: far more than can be under way. */
const REMEMBERED = 1024;

interface Known extends Hearing {
  readonly revision: number;
}

/** The captions of the original: of each fragment the newest that was recognised, until that is final. */
export class SourceCaptions {
  readonly track = new CaptionTrack();
  readonly #language: string;
  readonly #known = new Map<string, Known>();

  constructor(language: string) {
    this.#language = language;
  }

  /** @returns what is new by it; undefined where nothing is */
  hear({ fragmentId, startPtsNs, endPtsNs }: SpokenPlace, hearing: Hearing): LiveCaption | undefined {
    const { isFinal } = hearing;
    const text = hearing.text.trim();
    const known = this.#known.get(fragmentId);
    const { text: before, isFinal: wasFinal, revision } = known ?? { text: '', isFinal: false, revision: 0 };
    if (wasFinal) return undefined;
    const isTold = text !== before || (isFinal && revision > 0);
    this.#remember(fragmentId, { text, isFinal, revision: isTold ? revision + 1 : revision });
    if (!isTold) return undefined;
    if (text !== before) this.track.set({ fragmentId, text, startPtsNs, endPtsNs });
    const kind = isFinal ? 'final' : 'partial';
    return { kind, fragmentId, startPtsNs, endPtsNs, language: this.#language, text, revision: revision + 1 };
  }

  #remember(fragmentId: string, known: Known): void {
    this.#known.set(fragmentId, known);
    if (this.#known.size > REMEMBERED) this.#known.delete(this.#known.keys().next().value!);
  }
}
