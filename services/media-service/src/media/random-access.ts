import { BitReader } from './bit-reader.js';
import { isVcl, nalType, NAL_IDR, splitNals, unescapeNal } from './nal.js';
import type { VideoCodec } from './units.js';

/**
 * How decoding may begin at an access unit.
 *
 * - `closed`: nothing after it refers to anything before it: an IDR picture.
 * - `open`: from this picture on everything that is shown later is whole. Pictures that follow it in the stream and are
 *   shown before it may need what came earlier: H.264 with a recovery point SEI of no frames, H.265 CRA and BLA.
 * - `gradual`: the picture becomes whole little by little: a recovery point that is some frames away.
 * - `intra`: the picture itself needs no other, but nobody says so of those that follow.
 * - `none`: it cannot.
 */
export type RandomAccess = 'closed' | 'open' | 'gradual' | 'intra' | 'none';

const NAL_SEI = 6;
const SEI_RECOVERY_POINT = 6;
/** H.265, table 7-1: BLA, IDR with and without leading pictures, CRA. */
const HEVC_FIRST_IRAP = 16;
const HEVC_IDR = new Set([19, 20]);
const HEVC_LAST_IRAP = 21;
/** slice_type modulo 5 of I and SI slices (H.264, table 7-6). */
const INTRA_SLICES = new Set([2, 4]);

/** @returns `none` for bytes that are no access unit */
export function randomAccessOf(codec: VideoCodec, data: Buffer, lengthBytes = 4): RandomAccess {
  let nals: Buffer[];
  try {
    nals = splitNals(data, lengthBytes);
  } catch {
    return 'none';
  }
  const slices = nals.filter((nal) => isVcl(nal, codec));
  const first = slices[0];
  if (first === undefined) return 'none';
  const type = nalType(first, codec);
  if (codec === 'h265') {
    if (HEVC_IDR.has(type)) return 'closed';
    return type >= HEVC_FIRST_IRAP && type <= HEVC_LAST_IRAP ? 'open' : 'none';
  }
  if (type === NAL_IDR) return 'closed';
  for (const nal of nals) {
    const frames = nalType(nal) === NAL_SEI ? recoveryFrames(nal) : undefined;
    if (frames !== undefined) return frames === 0 ? 'open' : 'gradual';
  }
  return slices.every(isIntra) ? 'intra' : 'none';
}

function isIntra(slice: Buffer): boolean {
  const reader = new BitReader(unescapeNal(slice.subarray(1, 16)));
  reader.unsigned();
  return INTRA_SLICES.has(reader.unsigned() % 5);
}

/** `recovery_frame_cnt` of a recovery point SEI message (H.264, D.1.8), if there is one in the NAL unit. */
function recoveryFrames(nal: Buffer): number | undefined {
  const bytes = unescapeNal(nal.subarray(1));
  let at = 0;
  const readSum = (): number => {
    let sum = 0;
    while (bytes[at] === 0xff) {
      sum += 0xff;
      at += 1;
    }
    sum += bytes[at] ?? 0;
    at += 1;
    return sum;
  };
  // The last byte is the stop bit of the NAL unit.
  while (at < bytes.length - 1) {
    const type = readSum();
    const length = readSum();
    if (type === SEI_RECOVERY_POINT) return new BitReader(bytes.subarray(at, at + length)).unsigned();
    at += length;
  }
  return undefined;
}
