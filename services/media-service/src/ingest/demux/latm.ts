import { ADTS_HEAD_BYTES, adtsHead } from '../../media/adts.js';
import { BitReader } from '../../media/bit-reader.js';
import { readStreamMux, type StreamMux } from './latm-config.js';

/** Sync word of 11 bits and length of 13 (ISO/IEC 14496-3, table 1.36). */
const HEAD_BYTES = 3;
const SYNC = 0x2b7;
const MAX_ADTS_BYTES = 0x1fff;

/** What a piece of the stream gave: ADTS frames. */
export interface LatmFrames {
  /** Frames that begin in this piece. */
  readonly own: Buffer;
  /** A frame that an earlier piece began. */
  readonly carried: Buffer | undefined;
}

/**
 * AAC in LATM, as DVB sends it (ISO/IEC 14496-3, 1.7), made into ADTS, whose every frame says what it is: GStreamer's parser of
 * LATM forgets the first configuration, and gives nothing before the second, half a second later.
 */
export class LatmReader {
  #rest = Buffer.alloc(0);
  #mux: StreamMux | undefined;
  #isForeign = false;

  /** Whether there was a configuration that ADTS cannot say. Nothing more is given out then. */
  get isForeign(): boolean {
    return this.#isForeign;
  }

  push(piece: Buffer): LatmFrames {
    const begun = this.#rest.length;
    // FFmpeg, where it copies ADTS and is asked for LATM, writes the one and announces the other.
    if (begun === 0 && isAdts(piece)) return { own: piece, carried: undefined };
    const bytes = begun === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const own: Buffer[] = [];
    const carried: Buffer[] = [];
    let at = 0;
    while (at + HEAD_BYTES <= bytes.length) {
      const head = bytes.readUIntBE(at, HEAD_BYTES);
      if (head >> 13 !== SYNC) {
        at += 1;
        continue;
      }
      const end = at + HEAD_BYTES + (head & 0x1fff);
      if (end > bytes.length) break;
      // Behind what was damaged on its way the next one does not begin where it should.
      if (end + 2 <= bytes.length && bytes.readUInt16BE(end) >> 5 !== SYNC) {
        at += 1;
        continue;
      }
      (at < begun ? carried : own).push(...this.#frames(bytes.subarray(at + HEAD_BYTES, end)));
      at = end;
    }
    this.#rest = Buffer.from(bytes.subarray(at));
    return { own: Buffer.concat(own), carried: carried.length === 0 ? undefined : Buffer.concat(carried) };
  }

  /** AudioMuxElement (table 1.41). */
  #frames(element: Buffer): Buffer[] {
    const reader = new BitReader(element);
    if (!reader.flag()) {
      const mux = readStreamMux(reader);
      this.#isForeign ||= mux === undefined;
      this.#mux = mux;
    }
    const mux = this.#mux;
    if (mux === undefined || this.#isForeign) return [];
    const frames: Buffer[] = [];
    for (let frame = 0; frame < mux.frames; frame += 1) {
      let length = 0;
      for (let more = true; more;) {
        const value = reader.bits(8);
        length += value;
        more = value === 0xff;
      }
      if (length === 0 || length + ADTS_HEAD_BYTES > MAX_ADTS_BYTES) break;
      const payload = Buffer.from(Array.from({ length }, () => reader.bits(8)));
      // A damaged element ends before what it announces.
      if (reader.exhausted) break;
      frames.push(adtsHead(mux, length), payload);
    }
    return frames;
  }
}

function isAdts(bytes: Buffer): boolean {
  return bytes.length >= ADTS_HEAD_BYTES && (bytes.readUInt16BE(0) & 0xfff6) === 0xfff0;
}
