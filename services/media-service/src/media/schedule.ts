import type { Interval } from '@dubbing/common';

/** One dub with its final place on the programme timeline. Once made, it never changes. */
export interface Placement extends Interval {
  readonly fragmentId: string;
  /** The interval of the original that the dub translates. */
  readonly source: Interval;
  readonly text: string;
  /** Mono at 48 kHz. */
  readonly pcm48k: Int16Array;
  /** Loudness of the original speaker over the source interval (`Fragment.speechLufs`); −Infinity where unknown. */
  readonly sourceLufs: number;
}

/** What the mixer may see of one language's timeline: everything that touches the window it asked for. */
export interface ScheduleView {
  /** Ascending by start, never overlapping each other. */
  readonly placements: readonly Placement[];
  /** Source intervals whose dub is missing: the original is heard at full level there. */
  readonly fallbacks: readonly Interval[];
}

export const EMPTY_SCHEDULE: ScheduleView = { placements: [], fallbacks: [] };
