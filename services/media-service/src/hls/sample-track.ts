import { nsToMs } from '@dubbing/common';
import { bytesOf } from '../media/bytes-of.js';
import { mediaSegment, type Sample } from '../mp4/media-segment.js';
import { toTicks } from './media-time.js';
import type { FinishedSegment, SegmentInterval } from './segment.js';

/** A video or audio unit, as both have it: audio decodes in the order it is heard. */
export interface TimedUnit {
  ptsNs: bigint;
  dtsNs: bigint;
  durationNs: bigint;
  keyFrame: boolean;
  data: Buffer;
}

export interface SampleTrackOptions {
  /** Ticks per second. */
  timescale: number;
  /**
   * A unit that starts this little before the cut already belongs to the next segment: half a frame for audio, zero for
   * video.
   */
  toleranceNs: bigint;
  /** Whether a segment lasts as long as its samples (audio), or from cut to cut (video, whose cuts are its pictures). */
  measuredBy: 'samples' | 'cuts';
}

/**
 * Collects the units of one track and gives them out as segments. A segment ends before the first unit, in decode
 * order, that is presented at its end or later; it is closed as soon as that unit is there, because only then is the
 * duration of its last unit known.
 */
export class SampleTrack {
  readonly #options: SampleTrackOptions;
  readonly #intervals: SegmentInterval[] = [];
  #pending: TimedUnit[] = [];

  constructor(options: SampleTrackOptions) {
    this.#options = options;
  }

  push(unit: TimedUnit): FinishedSegment[] {
    this.#pending.push(unit);
    return this.#close();
  }

  cut(interval: SegmentInterval): FinishedSegment[] {
    this.#intervals.push(interval);
    return this.#close();
  }

  /** Closes what ends at or before a time with the units that are there: the track has stopped, or has ended. */
  expire(endPtsNs: bigint): FinishedSegment[] {
    const finished = this.#close();
    for (let interval = this.#intervals[0]; interval !== undefined; interval = this.#intervals[0]) {
      if (interval.endPtsNs > endPtsNs) break;
      this.#intervals.shift();
      finished.push(this.#segment(interval, this.#pending, undefined));
      this.#pending = [];
    }
    return finished;
  }

  #close(): FinishedSegment[] {
    const finished: FinishedSegment[] = [];
    for (;;) {
      const interval = this.#intervals[0];
      if (interval === undefined) return finished;
      const split = this.#pending.findIndex((unit) => unit.ptsNs >= interval.endPtsNs - this.#options.toleranceNs);
      if (split < 0) return finished;
      this.#intervals.shift();
      const units = this.#pending.slice(0, split);
      const next = this.#pending[split];
      this.#pending = this.#pending.slice(split);
      finished.push(this.#segment(interval, units, next));
    }
  }

  #segment(interval: SegmentInterval, units: readonly TimedUnit[], next: TimedUnit | undefined): FinishedSegment {
    const first = units[0];
    const samples = units.map((unit, index) => this.#sample(unit, units[index + 1] ?? next));
    const body = mediaSegment(interval.sequence + 1, samples);
    const byteLength = bytesOf(body);
    // A picture that is shown before the first one may refer to the segment before.
    const leads = units.some((unit) => first !== undefined && unit.ptsNs < first.ptsNs);
    const independent = first === undefined || (first.keyFrame && !leads);
    const fromCuts = { durationMs: nsToMs(interval.endPtsNs - interval.startPtsNs), startPtsNs: interval.startPtsNs };
    if (first === undefined || this.#options.measuredBy === 'cuts') {
      return { interval, body, byteLength, independent, ...fromCuts };
    }
    const ticks = samples.reduce((sum, { duration }) => sum + duration, 0);
    const durationMs = (ticks * 1000) / this.#options.timescale;
    return { interval, body, byteLength, independent, durationMs, startPtsNs: first.ptsNs };
  }

  #sample(unit: TimedUnit, next: TimedUnit | undefined): Sample {
    const { timescale } = this.#options;
    const decodeTime = toTicks(unit.dtsNs, timescale);
    const end = toTicks(next?.dtsNs ?? unit.dtsNs + unit.durationNs, timescale);
    return {
      decodeTime,
      compositionOffset: Number(toTicks(unit.ptsNs, timescale) - decodeTime),
      duration: end > decodeTime ? Number(end - decodeTime) : 0,
      keyFrame: unit.keyFrame,
      data: unit.data,
    };
  }
}
