import { DubbingError, sleep } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import type { Downloads } from './download.js';
import { readMedia, type HlsSegment, type MediaPlaylist } from './playlist.js';

/** A live stream is joined this many target durations before its end, as RFC 8216 (6.3.3) wants it. */
const JOIN_TARGETS = 3;
/** A playlist is asked for again after half a target duration, and no later than this. */
const MAX_POLL_MS = 1000;

/** A segment that was fetched. */
export interface Piece {
  readonly bytes: Buffer;
  /** The initialisation, where it is another one than that of the piece before. */
  readonly init: Buffer | undefined;
  readonly discontinuity: number;
}

/** Follows one media playlist, segment by segment. */
export class Rendition {
  readonly #url: string;
  readonly #downloads: Downloads;
  readonly #masked: string;
  readonly #signal: AbortSignal;
  #next: number | undefined;
  #initKey: string | undefined;
  #waiting: readonly HlsSegment[] = [];
  #isEnded = false;

  constructor(url: string, downloads: Downloads, masked: string, signal: AbortSignal) {
    this.#url = url;
    this.#downloads = downloads;
    this.#masked = masked;
    this.#signal = signal;
  }

  /**
   * @returns the next segment, once it is there; undefined after the last one
   * @throws DubbingError INPUT_UNREACHABLE, INPUT_NOT_MEDIA
   */
  async next(): Promise<Piece | undefined> {
    for (;;) {
      const [segment, ...rest] = this.#waiting;
      if (segment === undefined) {
        if (this.#isEnded) return undefined;
        const { targetMs } = await this.#reload();
        if (this.#waiting.length === 0 && !this.#isEnded)
          await sleep(Math.min(MAX_POLL_MS, targetMs / 2), this.#signal);
        continue;
      }
      this.#waiting = rest;
      this.#next = segment.sequence + 1;
      if (!segment.isGap) return this.#fetch(segment);
    }
  }

  async #reload(): Promise<MediaPlaylist> {
    const { bytes, url } = await this.#downloads.get({ url: this.#url, range: undefined });
    const playlist = readMedia(bytes.toString(), url);
    if (playlist === undefined)
      throw this.#fault(errorCodes.INPUT_NOT_MEDIA, 'what should be a playlist is none', false);
    const { segments, isEnded } = playlist;
    const last = segments.at(-1);
    if (this.#next !== undefined && last !== undefined && last.sequence + 1 < this.#next) {
      throw this.#fault(errorCodes.INPUT_UNREACHABLE, 'the playlist counts its segments anew', true);
    }
    const from = this.#next ?? (isEnded ? 0 : joinAt(playlist));
    this.#waiting = segments.filter(({ sequence }) => sequence >= from);
    this.#isEnded = isEnded;
    return playlist;
  }

  async #fetch(segment: HlsSegment): Promise<Piece> {
    const { map, encryption, discontinuity } = segment;
    if (encryption !== undefined)
      throw this.#fault(errorCodes.INPUT_NOT_MEDIA, `the segments are encrypted (${encryption})`, false);
    const key = map === undefined ? undefined : `${map.url} ${map.range?.from ?? 0} ${discontinuity}`;
    const init = map === undefined || key === this.#initKey ? undefined : (await this.#downloads.get(map)).bytes;
    this.#initKey = key;
    const { bytes } = await this.#downloads.get(segment);
    return { bytes, init, discontinuity };
  }

  #fault(code: string, message: string, retryable: boolean): DubbingError {
    return new DubbingError(code, message, { field: 'input', source: this.#masked, retryable });
  }
}

function joinAt({ segments, targetMs }: MediaPlaylist): number {
  let leftMs = JOIN_TARGETS * targetMs;
  let at = segments.length;
  while (at > 0 && leftMs > 0 && segments[at - 1]?.isGap === false) {
    at -= 1;
    leftMs -= segments[at]?.durationMs ?? 0;
  }
  return segments[at]?.sequence ?? 0;
}
