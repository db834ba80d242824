import type { MediaPlaylist, PlaylistSegment } from './media-playlist.js';

export interface PlaylistWindowOptions {
  /** Undefined: nothing ever leaves, as for DVR. */
  windowMs: number | undefined;
  /** What an earlier packager left and this one goes on with. */
  listed: readonly PlaylistSegment[];
  mediaSequence: number;
  /** Discontinuities before the first of `listed`. */
  discontinuitySequence: number;
}

/**
 * What a playlist lists, and what has left it but is still being played: a segment stays on disk for one more window
 * (RFC 8216 §6.2.2).
 */
export class PlaylistWindow {
  readonly #windowMs: number;
  readonly #isEvent: boolean;
  readonly #listed: PlaylistSegment[];
  readonly #left: PlaylistSegment[] = [];
  #listedMs = 0;
  #leftMs = 0;
  #mediaSequence: number;
  #discontinuitySequence: number;

  constructor({ windowMs, listed, mediaSequence, discontinuitySequence }: PlaylistWindowOptions) {
    this.#windowMs = windowMs ?? Number.POSITIVE_INFINITY;
    this.#isEvent = windowMs === undefined;
    this.#listed = [...listed];
    this.#listedMs = listed.reduce((sum, { durationMs }) => sum + durationMs, 0);
    this.#mediaSequence = mediaSequence;
    this.#discontinuitySequence = discontinuitySequence;
  }

  get size(): number {
    return this.#listed.length;
  }

  get state(): Pick<MediaPlaylist, 'isEvent' | 'mediaSequence' | 'discontinuitySequence' | 'segments'> {
    return {
      isEvent: this.#isEvent,
      mediaSequence: this.#mediaSequence,
      discontinuitySequence: this.#discontinuitySequence,
      segments: this.#listed,
    };
  }

  /** Lists a segment; older ones leave while those that stay still fill the window. */
  add(segment: PlaylistSegment): void {
    this.#listed.push(segment);
    this.#listedMs += segment.durationMs;
    for (let oldest = this.#listed[0]; oldest !== undefined; oldest = this.#listed[0]) {
      if (this.#listedMs - oldest.durationMs < this.#windowMs) return;
      this.#listed.shift();
      this.#listedMs -= oldest.durationMs;
      this.#left.push(oldest);
      this.#leftMs += oldest.durationMs;
      this.#mediaSequence = oldest.sequence + 1;
      if (oldest.discontinuity) this.#discontinuitySequence += 1;
    }
  }

  /**
   * Takes the names of files that nobody needs any more.
   *
   * @param fromSequence the first segment of the playlist that players see: nothing from there on goes
   * @param how `due`: what left a window ago. `all`: everything that has left, because space is needed.
   */
  takeSpare(fromSequence: number, how: 'due' | 'all'): string[] {
    const names: string[] = [];
    for (let oldest = this.#left[0]; oldest !== undefined; oldest = this.#left[0]) {
      if (oldest.sequence >= fromSequence || (how === 'due' && this.#leftMs <= this.#windowMs)) break;
      this.#left.shift();
      this.#leftMs -= oldest.durationMs;
      if (!oldest.gap) names.push(oldest.uri);
      const { initUri } = oldest;
      const inUse = (each: PlaylistSegment): boolean => each.initUri === initUri;
      if (initUri !== undefined && !this.#left.some(inUse) && !this.#listed.some(inUse)) names.push(initUri);
    }
    return names;
  }

  /** Every file that a player may ask for. */
  names(): Set<string> {
    const segments = [...this.#left, ...this.#listed];
    return new Set(segments.flatMap(({ uri, initUri }) => (initUri === undefined ? [uri] : [uri, initUri])));
  }
}
