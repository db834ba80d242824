import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import { mp4Boxes, mp4Find } from './mp4-boxes.js';
import { mp4Tracks, type Mp4Track } from './mp4-tracks.js';
import type { Demuxer, DemuxHandlers } from './elementary.js';

/** Flags of `tfhd` and `trun` (ISO/IEC 14496-12, 8.8.7 and 8.8.8). */
const BASE_OFFSET = 0x01;
const DESCRIPTION = 0x02;
const DEFAULT_DURATION = 0x08;
const DEFAULT_SIZE = 0x10;
const DATA_OFFSET = 0x01;
const FIRST_FLAGS = 0x04;
const DURATION = 0x100;
const SIZE = 0x200;
const FLAGS = 0x400;
const OFFSET = 0x800;

/** Where a track goes on that has no time of its own in the next fragment, and within it. */
interface Run {
  readonly track: Mp4Track;
  readonly duration: number;
  readonly bytes: number;
  decodeTime: bigint;
  at: number;
}

/** Fragmented MP4 as HLS and DASH carry it: an initialisation, or whole fragments of it, at each push. */
export class Fmp4Demuxer implements Demuxer {
  readonly #handlers: DemuxHandlers;
  #tracks = new Map<number, Mp4Track>();
  readonly #nextTimes = new Map<number, bigint>();

  constructor(handlers: DemuxHandlers) {
    this.#handlers = handlers;
  }

  push(bytes: Buffer): void {
    try {
      for (const { type, start, body } of mp4Boxes(bytes)) {
        if (type === 'moov') this.#onInit(body);
        else if (type === 'moof') this.#onFragment(body, bytes, start);
      }
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new DubbingError(errorCodes.INPUT_NOT_MEDIA, 'the input is no fragmented MP4', { field: 'input', cause });
    }
  }

  /** Each fragment is complete. */
  end(): void {
    this.#nextTimes.clear();
  }

  #onInit(moov: Buffer): void {
    const tracks = mp4Tracks(moov);
    this.#tracks = new Map(tracks.map((track) => [track.number, track]));
    this.#nextTimes.clear();
    this.#handlers.onTracks(tracks);
  }

  #onFragment(moof: Buffer, bytes: Buffer, start: number): void {
    for (const { type, body } of mp4Boxes(moof)) {
      const run = type === 'traf' ? this.#runOf(body, start) : undefined;
      if (run === undefined) continue;
      for (const box of mp4Boxes(body)) if (box.type === 'trun') this.#onRun(box.body, run, bytes, start);
      this.#nextTimes.set(run.track.number, run.decodeTime);
    }
  }

  #runOf(traf: Buffer, start: number): Run | undefined {
    const header = mp4Find(traf, 'tfhd');
    const track = this.#tracks.get(header?.readUInt32BE(4) ?? 0);
    if (header === undefined || track === undefined) return undefined;
    const flags = header.readUIntBE(1, 3);
    let at = 8 + ((flags & BASE_OFFSET) === 0 ? 0 : 8) + ((flags & DESCRIPTION) === 0 ? 0 : 4);
    const own = (flag: number, fallback: number): number => {
      if ((flags & flag) === 0) return fallback;
      at += 4;
      return header.readUInt32BE(at - 4);
    };
    const duration = own(DEFAULT_DURATION, track.defaults.duration);
    const size = own(DEFAULT_SIZE, track.defaults.bytes);
    const time = mp4Find(traf, 'tfdt');
    const isLong = time?.[0] === 1;
    const told = time === undefined ? undefined : isLong ? time.readBigUInt64BE(4) : BigInt(time.readUInt32BE(4));
    return { track, duration, bytes: size, decodeTime: told ?? this.#nextTimes.get(track.number) ?? 0n, at: start };
  }

  #onRun(box: Buffer, run: Run, bytes: Buffer, start: number): void {
    const flags = box.readUIntBE(1, 3);
    const count = box.readUInt32BE(4);
    let at = 8;
    const next = (): number => {
      at += 4;
      return box.readUInt32BE(at - 4);
    };
    // Segments of HLS are addressed from their `moof`: what was before it is not known here.
    if ((flags & DATA_OFFSET) !== 0) run.at = start + (next() | 0);
    if ((flags & FIRST_FLAGS) !== 0) at += 4;
    for (let index = 0; index < count; index += 1) {
      const duration = (flags & DURATION) === 0 ? run.duration : next();
      const size = (flags & SIZE) === 0 ? run.bytes : next();
      if ((flags & FLAGS) !== 0) at += 4;
      // Signed in version 1; in version 0 nobody writes an offset beyond 2^31.
      const offset = (flags & OFFSET) === 0 ? 0 : next() | 0;
      const data = bytes.subarray(run.at, run.at + size);
      if (data.length < size) throw new RangeError('a sample lies beyond its segment');
      if (size > 0) this.#give(run.track, run.decodeTime, offset, data);
      run.at += size;
      run.decodeTime += BigInt(duration);
    }
  }

  #give(track: Mp4Track, decodeTime: bigint, offset: number, data: Buffer): void {
    const toNs = (time: bigint): bigint => ((time - track.zeroAt) * 1_000_000_000n) / BigInt(track.timescale);
    this.#handlers.onUnit(track, { dtsNs: toNs(decodeTime), ptsNs: toNs(decodeTime + BigInt(offset)), data });
  }
}
