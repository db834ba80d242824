import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import type { FlvTag } from './tag.js';

const HEADER_BYTES = 9;
const PREVIOUS_SIZE_BYTES = 4;
const TAG_HEADER_BYTES = 11;

/** All whole tags of an FLV file; a tag cut off at the end, as a killed recording leaves it, is dropped. */
export function readFlv(file: Buffer): FlvTag[] {
  if (file.toString('latin1', 0, 3) !== 'FLV') {
    throw new DubbingError(errorCodes.FLV_INVALID, 'the bytes are not an FLV file', { field: 'signature' });
  }
  const tags: FlvTag[] = [];
  let at = file.readUInt32BE(5) + PREVIOUS_SIZE_BYTES;
  while (at + TAG_HEADER_BYTES <= file.length) {
    const size = file.readUIntBE(at + 1, 3);
    const end = at + TAG_HEADER_BYTES + size;
    if (end > file.length) break;
    const timestampMs = file.readUIntBE(at + 4, 3) + file.readUInt8(at + 7) * 0x1000000;
    tags.push({ type: file.readUInt8(at) & 0x1f, timestampMs, body: file.subarray(at + TAG_HEADER_BYTES, end) });
    at = end + PREVIOUS_SIZE_BYTES;
  }
  if (tags.length === 0 && file.length < HEADER_BYTES) {
    throw new DubbingError(errorCodes.FLV_INVALID, 'the FLV header is truncated', { field: 'header' });
  }
  return tags;
}
