import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import type { VideoCodec } from './units.js';

/** nal_unit_type of ITU-T H.264, table 7-1. */
export const NAL_IDR = 5;
export const NAL_SPS = 7;
export const NAL_PPS = 8;
/** nal_unit_type of ITU-T H.265, table 7-1: below it all are slices. */
const HEVC_FIRST_NON_VCL = 32;

/** nal_unit_type of ITU-T H.264, 7.3.1, or of ITU-T H.265, 7.3.1.2. */
export function nalType(nal: Buffer, codec: VideoCodec = 'h264'): number {
  const first = nal[0] ?? 0;
  return codec === 'h264' ? first & 0x1f : (first >> 1) & 0x3f;
}

/** Slices, the coded picture itself: what must leave exactly as it came. */
export function isVcl(nal: Buffer, codec: VideoCodec = 'h264'): boolean {
  const type = nalType(nal, codec);
  return codec === 'h264' ? type >= 1 && type <= NAL_IDR : type < HEVC_FIRST_NON_VCL;
}

/**
 * The NAL units of an access unit in length-prefixed form, as views.
 * @throws DubbingError NAL_INVALID when a length leads past the end.
 */
export function splitNals(data: Buffer, lengthBytes = 4): Buffer[] {
  const nals: Buffer[] = [];
  for (let at = 0; at < data.length;) {
    const start = at + lengthBytes;
    const end = start <= data.length ? start + data.readUIntBE(at, lengthBytes) : Number.POSITIVE_INFINITY;
    if (end > data.length) {
      throw new DubbingError(errorCodes.NAL_INVALID, `a NAL unit at byte ${at} leads past the access unit's end`);
    }
    nals.push(data.subarray(start, end));
    at = end;
  }
  return nals;
}

/** The payload without the emulation prevention bytes (H.264, 7.4.1; H.265, 7.4.2): 00 00 03 → 00 00. */
export function unescapeNal(nal: Buffer): Buffer {
  const out = Buffer.allocUnsafe(nal.length);
  let length = 0;
  let zeros = 0;
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    out[length++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out.subarray(0, length);
}
