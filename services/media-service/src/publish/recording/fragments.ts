import { AUDIO_TIMESCALE, FIRST_TRACK_ID, MOVIE_TIMESCALE, VIDEO_TIMESCALE } from '../../mp4/init-segment.js';
import { movieFragment, type Sample } from '../../mp4/media-segment.js';
import { randomAccess, type Entry } from '../../mp4/recording.js';
import { bytesOf } from '../../media/bytes-of.js';
import { ticksOf } from '../../media/ticks.js';

/** From this age on a fragment ends before the next key frame, so that players can begin at most fragments … */
const LEAST_NS = 1_000_000_000n;
/** … and from this age on before any unit: what a killed worker had not written is lost. */
const MOST_NS = 2_000_000_000n;
/** A unit that nothing follows for this long is followed by a hole, or by nothing. */
const HOLE_NS = 200_000_000n;
/** What the table of a run has room for. */
const MAX_DURATION = 0xffff_ffff;

/** Times are from the recording's zero on. */
export interface TimedSample {
  readonly ptsNs: bigint;
  readonly dtsNs: bigint;
  readonly durationNs: bigint;
  readonly keyFrame: boolean;
  readonly data: Buffer;
}

interface RecordedTrack {
  readonly id: number;
  readonly timescale: number;
  samples: Sample[];
  /** Waits for the one behind it, which tells how long it lasts. */
  last: TimedSample | undefined;
}

/** Cuts the units of a recording, which come in the order of their decoding times, into fragments. */
export class Fragments {
  readonly #tracks: ReadonlyMap<'video' | 'audio', RecordedTrack>;
  readonly #onFragment: (parts: readonly Buffer[]) => void;
  readonly #entries: Entry[] = [];
  #startNs: bigint | undefined;
  #endNs = 0n;
  #sequence = 0;
  #at: number;

  /**
   * @param headBytes length of what is in the file before the first fragment
   * @param onFragment takes the pieces of each, in order
   */
  constructor(hasVideo: boolean, headBytes: number, onFragment: (parts: readonly Buffer[]) => void) {
    const track = (id: number, timescale: number): RecordedTrack => ({ id, timescale, samples: [], last: undefined });
    this.#tracks = new Map([
      ...(hasVideo ? [['video', track(FIRST_TRACK_ID, VIDEO_TIMESCALE)] as const] : []),
      ['audio', track(hasVideo ? FIRST_TRACK_ID + 1 : FIRST_TRACK_ID, AUDIO_TIMESCALE)] as const,
    ]);
    this.#onFragment = onFragment;
    this.#at = headBytes;
  }

  /** How long the movie is, in ticks of `MOVIE_TIMESCALE`. */
  get duration(): bigint {
    return ticksOf(this.#endNs, MOVIE_TIMESCALE);
  }

  /** Where players may begin. */
  get index(): Buffer {
    return randomAccess(this.#entries);
  }

  push(name: 'video' | 'audio', unit: TimedSample): void {
    const track = this.#tracks.get(name);
    if (track === undefined) return;
    this.#complete(track, unit.dtsNs);
    const { dtsNs, ptsNs, durationNs, keyFrame } = unit;
    this.#startNs ??= dtsNs;
    const ageNs = dtsNs - this.#startNs;
    const mayBegin = keyFrame && track.id === FIRST_TRACK_ID;
    if (ageNs >= MOST_NS || (ageNs >= LEAST_NS && mayBegin)) {
      this.#cut(dtsNs);
      this.#startNs = dtsNs;
    }
    track.last = unit;
    if (ptsNs + durationNs > this.#endNs) this.#endNs = ptsNs + durationNs;
  }

  /** Gives out what is left. */
  flush(): void {
    this.#cut(undefined);
  }

  /** @param nextNs decoding time of the unit behind the last one */
  #complete(track: RecordedTrack, nextNs: bigint | undefined): void {
    const { last, timescale } = track;
    if (last === undefined) return;
    const decodeTime = ticksOf(last.dtsNs, timescale);
    const end = ticksOf(nextNs ?? last.dtsNs + last.durationNs, timescale);
    track.samples.push({
      decodeTime,
      compositionOffset: Number(ticksOf(last.ptsNs, timescale) - decodeTime),
      // Units of an overlap do not wait for each other; where time goes back, the next fragment says so.
      duration: Math.min(Math.max(0, Number(end - decodeTime)), MAX_DURATION),
      keyFrame: last.keyFrame,
      data: last.data,
    });
    track.last = undefined;
  }

  /** @param atNs decoding time of what comes next; undefined where nothing does */
  #cut(atNs: bigint | undefined): void {
    for (const track of this.#tracks.values()) {
      const { last } = track;
      const isLast = atNs === undefined || (last !== undefined && atNs > last.dtsNs + last.durationNs + HOLE_NS);
      if (isLast) this.#complete(track, undefined);
    }
    const tracks = [...this.#tracks.values()].filter(({ samples }) => samples.length > 0);
    if (tracks.length === 0) return;
    this.#sequence += 1;
    const runs = tracks.map(({ id, samples }) => ({ trackId: id, samples }));
    const parts = movieFragment(this.#sequence, runs);
    const first = runs.find(({ trackId }) => trackId === FIRST_TRACK_ID)?.samples[0];
    if (first?.keyFrame === true) {
      this.#entries.push({ time: first.decodeTime + BigInt(first.compositionOffset), at: this.#at });
    }
    for (const track of tracks) track.samples = [];
    this.#at += bytesOf(parts);
    this.#onFragment(parts);
  }
}
