import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import { ByteJoiner } from '../../media/byte-joiner.js';
import type { Demuxer, DemuxHandlers, ElementaryTrack } from './elementary.js';
import { readSound, readVideo, type FlvPayload } from './flv-payloads.js';
import { UnwrappedTime } from './unwrapped-time.js';

const FILE_HEADER_BYTES = 9;
const TAG_HEADER_BYTES = 11;
/** Each tag is followed by its size. */
const TRAILER_BYTES = 4;
const AUDIO_TAG = 8;
const VIDEO_TAG = 9;
/** Milliseconds in 32 bits. */
const MODULUS = 2 ** 32;

/**
 * FLV, from a file, over HTTP and as RTMP carries it (Adobe FLV 10.1, annex E, and Enhanced RTMP for H.265). Each tag
 * has a complete frame and its time, which is passed on as it is: GStreamer's own demuxer closes holes of more than two
 * seconds track by track, and so moves sound that paused away from its picture.
 */
export class FlvDemuxer implements Demuxer {
  readonly #handlers: DemuxHandlers;
  readonly #time = new UnwrappedTime(MODULUS, 1000);
  readonly #joiner = new ByteJoiner();
  #headerSeen = false;
  #video: ElementaryTrack | undefined;
  #audio: ElementaryTrack | undefined;

  constructor(handlers: DemuxHandlers) {
    this.#handlers = handlers;
  }

  push(bytes: Buffer): void {
    const all = this.#joiner.join(bytes);
    if (all === undefined) return;
    let at = this.#headerSeen ? 0 : this.#fileHeader(all);
    let needed = this.#headerSeen ? TAG_HEADER_BYTES : FILE_HEADER_BYTES;
    while (this.#headerSeen && all.length - at >= TAG_HEADER_BYTES) {
      needed = TAG_HEADER_BYTES + all.readUIntBE(at + 1, 3) + TRAILER_BYTES;
      if (at + needed > all.length) break;
      this.#onTag(all.subarray(at, at + needed - TRAILER_BYTES));
      at += needed;
      needed = TAG_HEADER_BYTES;
    }
    this.#joiner.keep(all.subarray(at), needed);
  }

  end(): void {
    this.#joiner.clear();
  }

  /** @returns where the first tag starts. */
  #fileHeader(bytes: Buffer): number {
    if (bytes.length < FILE_HEADER_BYTES) return 0;
    if (bytes.toString('latin1', 0, 3) !== 'FLV') {
      throw new DubbingError(errorCodes.INPUT_NOT_MEDIA, 'the input is no FLV', { field: 'input' });
    }
    const headerBytes = bytes.readUInt32BE(5) + TRAILER_BYTES;
    if (bytes.length < headerBytes) return 0;
    this.#headerSeen = true;
    return headerBytes;
  }

  #onTag(tag: Buffer): void {
    const type = (tag[0] ?? 0) & 0x1f;
    const body = tag.subarray(TAG_HEADER_BYTES);
    if (body.length === 0 || ((tag[0] ?? 0) & 0x20) !== 0) return;
    const stampMs = tag.readUIntBE(4, 3) + (tag[7] ?? 0) * 2 ** 24;
    if (type === VIDEO_TAG) this.#video = this.#onPayload(readVideo(body), stampMs, this.#video);
    else if (type === AUDIO_TAG) this.#audio = this.#onPayload(readSound(body), stampMs, this.#audio);
  }

  #onPayload(
    payload: FlvPayload | undefined,
    stampMs: number,
    track: ElementaryTrack | undefined,
  ): ElementaryTrack | undefined {
    if (payload === undefined) return track;
    if (payload.kind === 'track') {
      const { track: declared } = payload;
      if (track !== undefined && track.caps === declared.caps && track.codec === declared.codec) {
        if (payload.data !== undefined) this.#give(track, stampMs, 0, payload.data);
        return track;
      }
      this.#declare(declared);
      if (payload.data !== undefined) this.#give(declared, stampMs, 0, payload.data);
      return declared;
    }
    // Before its configuration nothing can be decoded.
    if (track !== undefined) this.#give(track, stampMs, payload.compositionMs, payload.data);
    return track;
  }

  #declare(track: ElementaryTrack): void {
    const other = track.kind === 'video' ? this.#audio : this.#video;
    this.#handlers.onTracks(other === undefined ? [track] : [track, other]);
  }

  #give(track: ElementaryTrack, stampMs: number, compositionMs: number, data: Buffer): void {
    const dtsNs = this.#time.toNs(stampMs);
    this.#handlers.onUnit(track, { dtsNs, ptsNs: dtsNs + BigInt(compositionMs) * 1_000_000n, data });
  }
}
