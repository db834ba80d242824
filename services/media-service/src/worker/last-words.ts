import { msToNs, nsToMs, nsToSamples, type Logger } from '@dubbing/common';
import { systemClock, type Clock } from '../media/clock.js';
import { PROGRAMME_FORMAT, type AudioBlock } from '../media/units.js';
import { faded } from './fade.js';
import type { Stages } from './stages.js';

/** By how much the detector may be behind the sound, and what a flush of the segmenter may take. */
const CUT_MARGIN_MS = 2000;
/** The original goes down in this time where the last fragment ends: within the pause, or without a click where there is none. */
const FADE_MS = 120;
/** What is still heard of the place when the last dub is over. */
const TAIL_MS = 200;
/** A source that is there, and does not bring what lies before the end, is not waited for longer than this. */
const LATE_MS = 1000;
const FADE_FRAMES = (FADE_MS * PROGRAMME_FORMAT.sampleRateHz) / 1000;

export interface LastWordsOptions {
  /** The longest fragment, in milliseconds. */
  readonly longestMs: number;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/** What of a stream's stages has a part in its last words. */
export interface Speakers {
  readonly ingest: Pick<Stages['ingest'], 'state'>;
  readonly segmenter: Pick<Stages['segmenter'], 'finish' | 'flush'>;
  readonly sts: Pick<Stages['sts'], 'drain'>;
  readonly timeline: Pick<Stages['timeline'], 'dubEndPtsNs'>;
  readonly line: Pick<Stages['line'], 'headPtsNs' | 'endAt'>;
}

/**
 * Brings a programme that is on the air to its end between two sentences. The fragment that is being spoken is the last
 * one. It is dubbed as all others are, and what the delay line holds is played out; where the last dub speaks on behind its
 * original, the picture goes on with silence beneath it.
 */
export class LastWords {
  readonly #options: LastWordsOptions;
  readonly #clock: Clock;
  /** From here on the original is not heard. */
  #cutNs: bigint | undefined;

  constructor(options: LastWordsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Resolves when nothing more is needed of the source: it may be let go, and the delay line runs out. Bounded: a pause is
   * waited for as long as the longest fragment, replies have their deadlines, and the source has its pace.
   */
  async speak({ ingest, segmenter, sts, timeline, line }: Speakers): Promise<void> {
    const { logger, longestMs } = this.#options;
    // A source that is away says no more: what it said last is still in time for its dub.
    await this.#within(ingest.state === 'live' ? longestMs + CUT_MARGIN_MS : 0, segmenter.finish());
    // Sound that comes no more ends no fragment, so its own end does; where that is so already, this changes nothing.
    await this.#within(CUT_MARGIN_MS, segmenter.flush());
    const cutNs = (await this.#within(0, segmenter.finish())) ?? line.headPtsNs;
    if (cutNs === undefined) return;
    this.#cutNs = cutNs;
    await sts.drain();
    const fadedNs = cutNs + msToNs(FADE_MS);
    const dubNs = timeline.dubEndPtsNs === undefined ? cutNs : timeline.dubEndPtsNs + msToNs(TAIL_MS);
    const endNs = dubNs > fadedNs ? dubNs : fadedNs;
    logger.info('the last words are known', { cutPtsNs: String(cutNs), endPtsNs: String(endNs) });
    const reached = line.endAt(endNs);
    const missingMs = nsToMs(endNs - (line.headPtsNs ?? endNs));
    if (missingMs > 0 && ingest.state === 'live') await this.#within(missingMs + LATE_MS, reached);
  }

  /** What is heard of a block of the source when it is released. */
  heard(block: AudioBlock): AudioBlock {
    if (this.#cutNs === undefined) return block;
    const fromFrame = nsToSamples(this.#cutNs - block.ptsNs, PROGRAMME_FORMAT.sampleRateHz);
    const { ptsNs, pcm, bed } = block;
    const heard = { ptsNs, pcm: faded(pcm, fromFrame, FADE_FRAMES) };
    return bed === undefined ? heard : { ...heard, bed: faded(bed, fromFrame, FADE_FRAMES) };
  }

  /** What a promise comes to, or undefined when it has not by then. */
  #within<T>(patienceMs: number, promise: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const stop = this.#clock.after(patienceMs, () => resolve(undefined));
      promise.then(resolve, reject).finally(stop);
    });
  }
}
