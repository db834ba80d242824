import { nalType, splitNals } from '../media/nal.js';
import type { VideoCodec } from '../media/units.js';

const START_CODE = Buffer.from([0, 0, 0, 1]);
/** nal_unit_type of the access unit delimiter, and one that says nothing of the slices behind it. */
const delimiterTypes: Readonly<Record<VideoCodec, number>> = { h264: 9, h265: 35 };
const delimiters: Readonly<Record<VideoCodec, Buffer>> = {
  h264: Buffer.from([0, 0, 0, 1, 0x09, 0xf0]),
  h265: Buffer.from([0, 0, 0, 1, 0x46, 0x01, 0x50]),
};

/**
 * An access unit with start codes (ITU-T H.264, annex B; H.265, annex B), behind the delimiter that MPEG-TS wants in front of each
 * (ISO/IEC 13818-1, 2.14 and 2.17).
 *
 * @param unit in length-prefixed form
 * @returns pieces in order; the NAL units are views
 * @throws DubbingError NAL_INVALID
 */
export function byteStream(codec: VideoCodec, unit: Buffer, lengthBytes: number): Buffer[] {
  const nals = splitNals(unit, lengthBytes);
  const isDelimiter = (nal: Buffer): boolean => nalType(nal, codec) === delimiterTypes[codec];
  // Some encoders put theirs behind a first message of their own; in this place it would begin another unit.
  const own = nals.find(isDelimiter);
  return [
    ...(own === undefined ? [delimiters[codec]] : [START_CODE, own]),
    ...nals.flatMap((nal) => (isDelimiter(nal) ? [] : [START_CODE, nal])),
  ];
}
