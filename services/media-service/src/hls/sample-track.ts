import { nsToMs } from '@dubbing/common';
import { mediaSegment, type Sample } from './mp4/media-segment.js';
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

/**
 * Collects the units of one track and gives them out as segments. A segment ends before the first unit, in decode
 * order, that is presented at its end or later; it is closed as soon as that unit is there, because only then is the
 * duration of its last unit known.
 */
export class SampleTrack {
  readonly #timescale: number;
  readonly #toleranceNs: bigint;
  readonly #intervals: SegmentInterval[] = [];
  #pending: TimedUnit[] = [];

  /**
   * @param timescale ticks per second
   * @param toleranceNs a unit that starts this little before the cut already belongs to the next segment: half a
   *   frame for audio, zero for video
   */
  constructor(timescale: number, toleranceNs: bigint) {
    this.#timescale = timescale;
    this.#toleranceNs = toleranceNs;
  }

  push(unit: TimedUnit): FinishedSegment[] {
    this.#pending.push(unit);
    return this.#close();
  }

  cut(interval: SegmentInterval): FinishedSegment[] {
    this.#intervals.push(interval);
    return this.#close();
  }

  /** The end of the programme: what is left becomes the remaining segments. */
  finish(): FinishedSegment[] {
    const finished = this.#close();
    for (const interval of this.#intervals.splice(0)) {
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
      const split = this.#pending.findIndex((unit) => unit.ptsNs >= interval.endPtsNs - this.#toleranceNs);
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
    const byteLength = body.reduce((sum, part) => sum + part.length, 0);
    const durationMs = nsToMs(interval.endPtsNs - interval.startPtsNs);
    return { interval, body, byteLength, durationMs, startsWithKeyFrame: first?.keyFrame ?? true };
  }

  #sample(unit: TimedUnit, next: TimedUnit | undefined): Sample {
    const decodeTime = toTicks(unit.dtsNs, this.#timescale);
    const end = toTicks(next?.dtsNs ?? unit.dtsNs + unit.durationNs, this.#timescale);
    return {
      decodeTime,
      compositionOffset: Number(toTicks(unit.ptsNs, this.#timescale) - decodeTime),
      duration: end > decodeTime ? Number(end - decodeTime) : 0,
      keyFrame: unit.keyFrame,
      data: unit.data,
    };
  }
}
