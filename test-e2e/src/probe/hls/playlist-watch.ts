import type { FaultCode, ProbeFault } from '../report/fault.js';
import type { MediaPlaylist, Segment } from './playlist.js';

/** A live playlist must be written anew within this many target durations (RFC 8216, 6.2.2). */
const NEW_WITHIN = 1.5;
/** After this many it is given up. */
const GIVEN_UP_AFTER = 5;
/** Requests take their time. */
const NETWORK_MS = 500;

/** Sees one playlist after the other, as it is loaded anew, and tells what a player could not rely on. */
export class PlaylistWatch {
  readonly faults: ProbeFault[] = [];
  #changedAt = performance.now();
  #isTold = false;

  constructor(
    private readonly name: string,
    private last: MediaPlaylist,
  ) {
    last.segments.forEach((segment) => this.#checkLength(segment, last));
  }

  reloaded(playlist: MediaPlaylist): void {
    const { last } = this;
    this.last = playlist;
    if (playlist.targetDurationMs !== last.targetDurationMs)
      this.#tell(
        'HLS_TARGET_DURATION_CHANGED',
        playlist.targetDurationMs - last.targetDurationMs,
        'the target duration has changed',
      );
    if (playlist.sequence < last.sequence || playlist.discontinuitySequence < last.discontinuitySequence)
      this.#tell('HLS_SEQUENCE_BACKWARD', undefined, 'a sequence number has run backward');
    const known = new Map(last.segments.map((segment) => [segment.sequence, segment]));
    for (const segment of playlist.segments) {
      const before = known.get(segment.sequence);
      if (before === undefined) this.#checkLength(segment, playlist);
      else if (before.uri !== segment.uri || before.durationMs !== segment.durationMs)
        this.#tell('HLS_SEGMENT_CHANGED', undefined, `segment ${segment.sequence} is another one than before`);
    }
    const newest = (list: MediaPlaylist): number => list.sequence + list.segments.length;
    if (newest(playlist) > newest(last) || playlist.isEnded) {
      this.#tellStale(last);
      this.#changedAt = performance.now();
    }
  }

  /** Whether a live playlist has stopped to grow. */
  isStale(): boolean {
    const isStale = performance.now() - this.#changedAt > GIVEN_UP_AFTER * this.last.targetDurationMs + NETWORK_MS;
    if (isStale) this.#tellStale(this.last);
    return isStale;
  }

  missing({ sequence }: Segment, reason: string): void {
    this.#tell('HLS_SEGMENT_UNAVAILABLE', undefined, `segment ${sequence} cannot be read: ${reason}`);
  }

  #tellStale({ targetDurationMs }: MediaPlaylist): void {
    const waitedMs = performance.now() - this.#changedAt;
    if (waitedMs <= NEW_WITHIN * targetDurationMs + NETWORK_MS || this.#isTold) return;
    this.#isTold = true;
    const seconds = (waitedMs / 1000).toFixed(1);
    this.#tell('HLS_PLAYLIST_STALE', waitedMs, `the playlist was not written anew for ${seconds} s`);
  }

  /** A length, rounded to whole seconds, is at most the target duration (RFC 8216, 4.3.3.1). */
  #checkLength({ sequence, durationMs }: Segment, { targetDurationMs }: MediaPlaylist): void {
    if (Math.round(durationMs / 1000) * 1000 <= targetDurationMs) return;
    const length = (durationMs / 1000).toFixed(3);
    this.#tell(
      'HLS_SEGMENT_TOO_LONG',
      durationMs - targetDurationMs,
      `segment ${sequence} lasts ${length} s, longer than the target duration of ${targetDurationMs / 1000} s`,
    );
  }

  #tell(code: FaultCode, sizeMs: number | undefined, message: string): void {
    const size = sizeMs === undefined ? {} : { sizeMs };
    this.faults.push({ code, severity: 'error', ...size, message: `${this.name}: ${message}` });
  }
}
