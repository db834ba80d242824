import { nsToMs } from '@dubbing/common';
import { bytesOf } from '../media/bytes-of.js';
import type { FinishedSegment, SegmentInterval } from './segment.js';
import { renderWebVtt, splitCaption, type Caption } from './webvtt.js';

/** A caption as it is known now; a later one of the same fragment takes its place as far as it is not on the air. */
export interface FragmentCaption extends Caption {
  fragmentId: string;
}

interface Cue extends FragmentCaption {
  /** Of the whole caption. */
  captionEndPtsNs: bigint;
  /** It stands in a segment, and is never changed again. */
  isWritten: boolean;
}

/** The captions of one language, cut like the other renditions; a cue that spans a cut is in both segments. */
export class CaptionSegments {
  #cues: Cue[] = [];
  #lateCaptions = 0;
  #closedUntilPtsNs: bigint | undefined;

  /** Captions that came, or changed, after the segment they belong to was written. */
  get lateCaptions(): number {
    return this.#lateCaptions;
  }

  push(caption: FragmentCaption): void {
    const { fragmentId, endPtsNs } = caption;
    const written = this.#cues.filter((cue) => cue.fragmentId === fragmentId && cue.isWritten);
    const rest = this.#isClosed(endPtsNs) ? undefined : restOf(caption, written);
    if (rest === undefined) {
      this.#lateCaptions += 1;
      return;
    }
    const cues = splitCaption(rest).map((cue) => ({ ...cue, fragmentId, captionEndPtsNs: endPtsNs, isWritten: false }));
    this.#cues = [...this.#cues.filter((cue) => cue.fragmentId !== fragmentId || cue.isWritten), ...cues];
  }

  cut(interval: SegmentInterval): FinishedSegment {
    const { startPtsNs, endPtsNs } = interval;
    const cues = this.#cues.filter((cue) => cue.startPtsNs < endPtsNs && cue.endPtsNs > startPtsNs);
    for (const cue of cues) cue.isWritten = true;
    this.#closedUntilPtsNs = endPtsNs;
    // What was written of a caption is kept until all of it is over: what comes of it yet goes on behind that.
    this.#cues = this.#cues.filter((cue) => !this.#isClosed(cue.captionEndPtsNs));
    const body = [Buffer.from(renderWebVtt(cues.toSorted(byStart)), 'utf8')];
    const byteLength = bytesOf(body);
    return { interval, body, byteLength, durationMs: nsToMs(endPtsNs - startPtsNs), startPtsNs, independent: true };
  }

  #isClosed(ptsNs: bigint): boolean {
    return this.#closedUntilPtsNs !== undefined && ptsNs <= this.#closedUntilPtsNs;
  }
}

/** What of a caption is to follow the cues that are on the air: all, where none are; undefined where they say something else. */
function restOf(caption: FragmentCaption, written: readonly Cue[]): Caption | undefined {
  const last = written.at(-1);
  if (last === undefined) return caption;
  const words = wordsOf(caption.text);
  const told = written.flatMap(({ text }) => wordsOf(text));
  if (told.some((word, index) => word !== words[index])) return undefined;
  const text = words.slice(told.length).join(' ');
  const hasRoom = last.endPtsNs < caption.endPtsNs;
  return hasRoom || text === '' ? { startPtsNs: last.endPtsNs, endPtsNs: caption.endPtsNs, text } : undefined;
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function byStart(a: Caption, b: Caption): number {
  return a.startPtsNs < b.startPtsNs ? -1 : Number(a.startPtsNs > b.startPtsNs);
}
