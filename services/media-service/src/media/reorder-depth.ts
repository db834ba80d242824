import { BitReader } from './bit-reader.js';
import { unescapeNal } from './nal.js';

const profilesWithChroma = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/**
 * How many pictures a decoder must hold back to show them in order: `max_num_reorder_frames` of the sequence
 * parameter set (H.264, 7.3.2.1.1 and E.1.1), 0 where the picture order is the decoding order, and undefined where
 * the stream does not say.
 */
export function reorderDepth(sps: Buffer): number | undefined {
  const reader = new BitReader(unescapeNal(sps.subarray(1)));
  const profile = reader.bits(8);
  reader.bits(16);
  reader.unsigned();
  if (profilesWithChroma.has(profile)) skipChroma(reader);
  reader.unsigned();
  const orderType = reader.unsigned();
  if (orderType === 2) return 0;
  if (orderType === 0) reader.unsigned();
  else skipOrderCycle(reader);
  reader.unsigned();
  reader.flag();
  reader.unsigned();
  reader.unsigned();
  if (!reader.flag()) reader.flag();
  reader.flag();
  if (reader.flag()) for (let index = 0; index < 4; index += 1) reader.unsigned();
  // The Baseline profile has no B pictures.
  const unsaid = profile === 66 ? 0 : undefined;
  if (!reader.flag()) return unsaid;
  return reorderOfVui(reader) ?? unsaid;
}

function skipChroma(reader: BitReader): void {
  if (reader.unsigned() === 3) reader.flag();
  reader.unsigned();
  reader.unsigned();
  reader.flag();
  if (!reader.flag()) return;
  // Scaling matrices: sixteen or sixty-four deltas each, ended early by a zero scale. Eight lists suffice for 4:2:0.
  for (let list = 0; list < 8; list += 1) {
    if (!reader.flag()) continue;
    let last = 8;
    let next = 8;
    for (let index = 0; index < (list < 6 ? 16 : 64) && next !== 0; index += 1) {
      next = (last + reader.signed() + 256) % 256;
      last = next === 0 ? last : next;
    }
  }
}

function skipOrderCycle(reader: BitReader): void {
  reader.flag();
  reader.signed();
  reader.signed();
  for (let left = reader.unsigned(); left > 0 && !reader.exhausted; left -= 1) reader.signed();
}

function reorderOfVui(reader: BitReader): number | undefined {
  if (reader.flag() && reader.bits(8) === 255) reader.bits(32);
  if (reader.flag()) reader.flag();
  if (reader.flag()) {
    reader.bits(4);
    if (reader.flag()) reader.bits(24);
  }
  if (reader.flag()) {
    reader.unsigned();
    reader.unsigned();
  }
  if (reader.flag()) reader.bits(65);
  const nalHrd = reader.flag();
  if (nalHrd) skipHrd(reader);
  const vclHrd = reader.flag();
  if (vclHrd) skipHrd(reader);
  if (nalHrd || vclHrd) reader.flag();
  reader.flag();
  if (!reader.flag()) return undefined;
  reader.flag();
  for (let index = 0; index < 4; index += 1) reader.unsigned();
  const depth = reader.unsigned();
  return reader.exhausted || depth > 16 ? undefined : depth;
}

function skipHrd(reader: BitReader): void {
  const count = reader.unsigned() + 1;
  reader.bits(8);
  for (let index = 0; index < count && !reader.exhausted; index += 1) {
    reader.unsigned();
    reader.unsigned();
    reader.flag();
  }
  reader.bits(20);
}
