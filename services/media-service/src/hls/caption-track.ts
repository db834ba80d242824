import { nsToMs } from '@dubbing/common';
import { bytesOf } from '../media/bytes-of.js';
import type { FinishedSegment, SegmentInterval } from './segment.js';
import { renderWebVtt, splitCaption, type Caption } from './webvtt.js';

/** The captions of one language, cut like the other renditions; a cue that spans a cut is in both segments. */
export class CaptionSegments {
  #cues: Caption[] = [];
  #lateCaptions = 0;
  #closedUntilPtsNs: bigint | undefined;

  /** Captions that came after the segment they belong to was written. */
  get lateCaptions(): number {
    return this.#lateCaptions;
  }

  push(caption: Caption): void {
    if (this.#closedUntilPtsNs !== undefined && caption.endPtsNs <= this.#closedUntilPtsNs) {
      this.#lateCaptions += 1;
      return;
    }
    this.#cues.push(...splitCaption(caption));
  }

  cut(interval: SegmentInterval): FinishedSegment {
    const { startPtsNs, endPtsNs } = interval;
    const cues = this.#cues.filter((cue) => cue.startPtsNs < endPtsNs && cue.endPtsNs > startPtsNs);
    this.#cues = this.#cues.filter((cue) => cue.endPtsNs > endPtsNs);
    this.#closedUntilPtsNs = endPtsNs;
    const body = [Buffer.from(renderWebVtt(cues.toSorted(byStart)), 'utf8')];
    const byteLength = bytesOf(body);
    return { interval, body, byteLength, durationMs: nsToMs(endPtsNs - startPtsNs), startPtsNs, independent: true };
  }
}

function byStart(a: Caption, b: Caption): number {
  return a.startPtsNs < b.startPtsNs ? -1 : Number(a.startPtsNs > b.startPtsNs);
}
