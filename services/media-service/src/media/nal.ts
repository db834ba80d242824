import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';

/** nal_unit_type of ITU-T H.264, table 7-1. */
export const NAL_IDR = 5;
export const NAL_SPS = 7;
export const NAL_PPS = 8;

export function nalType(nal: Buffer): number {
  return (nal[0] ?? 0) & 0x1f;
}

/** Slices, the coded picture itself: what must leave exactly as it came. */
export function isVcl(nal: Buffer): boolean {
  const type = nalType(nal);
  return type >= 1 && type <= NAL_IDR;
}

/**
 * The NAL units of an access unit in AVC form, as views.
 * @throws DubbingError H264_INVALID when a length leads past the end.
 */
export function splitAvc(data: Buffer, lengthBytes = 4): Buffer[] {
  const nals: Buffer[] = [];
  for (let at = 0; at < data.length;) {
    const start = at + lengthBytes;
    const end = start <= data.length ? start + data.readUIntBE(at, lengthBytes) : Number.POSITIVE_INFINITY;
    if (end > data.length) {
      throw new DubbingError(errorCodes.H264_INVALID, `a NAL unit at byte ${at} leads past the access unit's end`);
    }
    nals.push(data.subarray(start, end));
    at = end;
  }
  return nals;
}

/** The payload without the emulation prevention bytes (H.264, 7.4.1): 00 00 03 → 00 00. */
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
