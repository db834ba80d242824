import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';

/** nal_unit_type of the parameter sets, ITU-T H.265, table 7-1. */
const VPS = 32;
const SPS = 33;
const PPS = 34;

/** The HEVCDecoderConfigurationRecord of ISO/IEC 14496-15, 8.3.3.1, as far as this project reads it. */
export interface HevcConfig {
  /** Size of the length before each NAL unit, 1, 2 or 4 bytes. */
  readonly lengthBytes: number;
  readonly vps: readonly Buffer[];
  readonly sps: readonly Buffer[];
  readonly pps: readonly Buffer[];
}

/** @throws DubbingError H265_INVALID */
export function parseHevcConfig(record: Buffer): HevcConfig {
  if (record.length < 23) throw broken('it is too short');
  if (record[0] !== 1) throw broken('it is not version 1');
  const sets = new Map<number, Buffer[]>();
  let at = 23;
  const read = (bytes: 1 | 2): number => {
    if (at + bytes > record.length) throw broken('it ends before its parameter sets');
    const value = record.readUIntBE(at, bytes);
    at += bytes;
    return value;
  };
  for (let arrays = record[22] ?? 0; arrays > 0; arrays -= 1) {
    const type = read(1) & 0x3f;
    const list = sets.get(type) ?? [];
    sets.set(type, list);
    for (let count = read(2); count > 0; count -= 1) {
      const length = read(2);
      if (at + length > record.length) throw broken('a parameter set leads past its end');
      list.push(record.subarray(at, at + length));
      at += length;
    }
  }
  return {
    lengthBytes: ((record[21] ?? 0) & 3) + 1,
    vps: sets.get(VPS) ?? [],
    sps: sets.get(SPS) ?? [],
    pps: sets.get(PPS) ?? [],
  };
}

/**
 * The codec as RFC 6381 names it (ISO/IEC 14496-15, annex E.3), such as `hvc1.1.6.L93.B0`: profile space and profile,
 * compatibility flags in reversed bit order, tier and level, then the constraint bytes without those at the end that
 * are zero.
 */
export function hevcCodecName(record: Buffer): string {
  const first = record[1] ?? 0;
  const space = ['', 'A', 'B', 'C'][first >> 6] ?? '';
  const compatibility = reverseBits(record.readUInt32BE(2)).toString(16).toUpperCase();
  const tier = (first & 0x20) === 0 ? 'L' : 'H';
  const constraints = [...record.subarray(6, 12)];
  while (constraints.at(-1) === 0) constraints.pop();
  const parts = [`hvc1`, `${space}${first & 0x1f}`, compatibility, `${tier}${record[12] ?? 0}`];
  return [...parts, ...constraints.map((byte) => byte.toString(16).toUpperCase())].join('.');
}

function reverseBits(value: number): number {
  let out = 0;
  for (let bit = 0; bit < 32; bit += 1) out = out * 2 + ((value >>> bit) & 1);
  return out;
}

function broken(why: string): DubbingError {
  return new DubbingError(errorCodes.H265_INVALID, `the H.265 decoder configuration is damaged: ${why}`);
}
