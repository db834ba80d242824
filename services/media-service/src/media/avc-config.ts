import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';

/** The AVCDecoderConfigurationRecord of ISO/IEC 14496-15, 5.3.3.1. */
export interface AvcConfig {
  readonly profile: number;
  readonly level: number;
  /** Size of the length before each NAL unit, 1, 2 or 4 bytes. */
  readonly lengthBytes: number;
  readonly sps: readonly Buffer[];
  readonly pps: readonly Buffer[];
}

/** @throws DubbingError H264_INVALID */
export function parseAvcConfig(record: Buffer): AvcConfig {
  if (record.length < 7 || record[0] !== 1) throw broken('it is not version 1');
  let at = 5;
  const readSets = (count: number): Buffer[] =>
    Array.from({ length: count }, () => {
      const start = at + 2;
      const end = start <= record.length ? start + record.readUInt16BE(at) : Number.POSITIVE_INFINITY;
      if (end > record.length) throw broken('a parameter set leads past its end');
      at = end;
      return record.subarray(start, end);
    });
  const readCount = (): number => {
    const count = record[at];
    if (count === undefined) throw broken('it ends before its parameter sets');
    at += 1;
    return count;
  };
  const sps = readSets(readCount() & 0x1f);
  const pps = readSets(readCount());
  return {
    profile: record[1] ?? 0,
    level: record[3] ?? 0,
    lengthBytes: ((record[4] ?? 0) & 3) + 1,
    sps,
    pps,
  };
}

/** @param sps at least one, with at least its header, profile and level. @returns the record that holds these parameter sets */
export function writeAvcConfig(sps: readonly Buffer[], pps: readonly Buffer[], lengthBytes: number): Buffer {
  const sets = (list: readonly Buffer[]): Buffer[] =>
    list.flatMap((set) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(set.length);
      return [length, set];
    });
  const [first] = sps;
  return Buffer.concat([
    Buffer.from([1, first?.[1] ?? 0, first?.[2] ?? 0, first?.[3] ?? 0, 0xfc | (lengthBytes - 1), 0xe0 | sps.length]),
    ...sets(sps),
    Buffer.from([pps.length]),
    ...sets(pps),
  ]);
}

function broken(why: string): DubbingError {
  return new DubbingError(errorCodes.H264_INVALID, `the H.264 decoder configuration is damaged: ${why}`);
}
