import { BitReader } from './bit-reader.js';
import { unescapeNal } from './nal.js';

/** What a sequence parameter set of ITU-T H.265 (7.3.2.2) says of the picture and its order. */
export interface HevcSps {
  /** Of the picture as it is shown: the conformance window is taken off. */
  readonly width: number;
  readonly height: number;
  /** `sps_max_num_reorder_pics` of the highest sub-layer: pictures that a decoder holds back to show them in order. */
  readonly reorderDepth: number;
}

/** @returns undefined for a set that is cut off or makes no sense. */
export function parseHevcSps(sps: Buffer): HevcSps | undefined {
  const reader = new BitReader(unescapeNal(sps.subarray(2)));
  reader.bits(4);
  const subLayers = reader.bits(3) + 1;
  reader.flag();
  skipProfileTierLevel(reader, subLayers);
  reader.unsigned();
  const chroma = reader.unsigned();
  if (chroma === 3) reader.flag();
  const size = { width: reader.unsigned(), height: reader.unsigned() };
  if (reader.flag()) takeWindow(reader, size, chroma);
  reader.unsigned();
  reader.unsigned();
  reader.unsigned();
  // Without the flag only the highest sub-layer is described.
  let reorderDepth = 0;
  for (let left = reader.flag() ? subLayers : 1; left > 0; left -= 1) {
    reader.unsigned();
    reorderDepth = reader.unsigned();
    reader.unsigned();
  }
  return reader.exhausted || reorderDepth > 16 ? undefined : { ...size, reorderDepth };
}

/** profile_tier_level of 7.3.3 with the general profile present. */
function skipProfileTierLevel(reader: BitReader, subLayers: number): void {
  reader.bits(48);
  reader.bits(48);
  if (subLayers === 1) return;
  const present = Array.from({ length: 8 }, (_, layer) => {
    const flags = { profile: reader.flag(), level: reader.flag() };
    return layer < subLayers - 1 ? flags : { profile: false, level: false };
  });
  for (const { profile, level } of present) {
    if (profile) for (let byte = 0; byte < 11; byte += 1) reader.bits(8);
    if (level) reader.bits(8);
  }
}

/** The conformance window counts in chroma samples (table 6-1). */
function takeWindow(reader: BitReader, size: { width: number; height: number }, chroma: number): void {
  const [left, right, top, bottom] = [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()];
  size.width -= (left + right) * (chroma === 1 || chroma === 2 ? 2 : 1);
  size.height -= (top + bottom) * (chroma === 1 ? 2 : 1);
}
