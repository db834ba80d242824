import { BitReader } from './bit-reader.js';
import { unescapeNal } from './nal.js';

/** Two whole numbers: a rate of pictures per second, or the shape of one picture element. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** What a sequence parameter set of ITU-T H.264 (7.3.2.1.1 and E.1.1) says of the picture and its order. */
export interface H264Sps {
  readonly id: number;
  /** Of the picture as it is shown: the cropping is taken off. */
  readonly width: number;
  readonly height: number;
  /** Whether no picture is coded as two fields. */
  readonly framesOnly: boolean;
  /** Absent where the stream does not say. */
  readonly pixelAspect?: Ratio;
  /** Pictures per second; absent where the stream does not say, or what it says makes no sense. */
  readonly frameRate?: Ratio;
  /**
   * How many pictures a decoder must hold back to show them in order: 0 where the picture order is the decoding order,
   * absent where the stream does not say.
   */
  readonly reorderDepth?: number;
}

type Vui = Pick<H264Sps, 'pixelAspect' | 'frameRate' | 'reorderDepth'>;

const profilesWithChroma = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
const BASELINE = 66;
/** Of one whole picture: no level allows for more. */
const MAX_SIDE = 16_384;
const MAX_RATE_HZ = 1000;

/** Sample aspect ratios that have a number (table E-1), from 1 on. */
const aspects: readonly (readonly [number, number])[] = [
  [1, 1],
  [12, 11],
  [10, 11],
  [16, 11],
  [40, 33],
  [24, 11],
  [20, 11],
  [32, 11],
  [80, 33],
  [18, 11],
  [15, 11],
  [64, 33],
  [160, 99],
  [4, 3],
  [3, 2],
  [2, 1],
];
const ASPECT_IS_WRITTEN_OUT = 255;

/** @returns undefined for a set that is cut off or makes no sense. */
export function parseH264Sps(sps: Buffer): H264Sps | undefined {
  const reader = new BitReader(unescapeNal(sps.subarray(1)));
  const profile = reader.bits(8);
  reader.bits(16);
  const id = reader.unsigned();
  const chroma = profilesWithChroma.has(profile) ? readChroma(reader) : 1;
  reader.unsigned();
  const orderType = reader.unsigned();
  if (orderType === 0) reader.unsigned();
  else if (orderType === 1) skipOrderCycle(reader);
  reader.unsigned();
  reader.flag();
  const size = readSize(reader, chroma);
  // Where the picture order is the decoding order, and in the Baseline profile, there are no B pictures.
  const unsaid: Vui = orderType === 2 || profile === BASELINE ? { reorderDepth: 0 } : {};
  const hasVui = reader.flag();
  if (reader.exhausted || size.width < 1 || size.height < 1 || Math.max(size.width, size.height) > MAX_SIDE) {
    return undefined;
  }
  if (!hasVui) return { id, ...size, ...unsaid };
  const vui = readVui(reader);
  return { id, ...size, ...unsaid, ...vui, ...(orderType === 2 && { reorderDepth: 0 }) };
}

/** @returns chroma_format_idc, or 0 where the three colours are coded apart. */
function readChroma(reader: BitReader): number {
  const chroma = reader.unsigned();
  const apart = chroma === 3 && reader.flag();
  reader.unsigned();
  reader.unsigned();
  reader.flag();
  if (reader.flag()) skipScaling(reader, chroma === 3 ? 12 : 8);
  return apart ? 0 : chroma;
}

/** Scaling matrices: sixteen or sixty-four deltas each, ended early by a zero scale. */
function skipScaling(reader: BitReader, lists: number): void {
  for (let list = 0; list < lists; list += 1) {
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

/** Macroblocks of sixteen, less the cropping, which counts in chroma samples and, where there are fields, in pairs of lines. */
function readSize(reader: BitReader, chroma: number): { width: number; height: number; framesOnly: boolean } {
  const columns = reader.unsigned() + 1;
  const rows = reader.unsigned() + 1;
  const framesOnly = reader.flag();
  if (!framesOnly) reader.flag();
  reader.flag();
  const linesPerRow = framesOnly ? 1 : 2;
  const size = { width: columns * 16, height: rows * 16 * linesPerRow, framesOnly };
  if (!reader.flag()) return size;
  const [left, right, top, bottom] = [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()];
  size.width -= (left + right) * (chroma === 1 || chroma === 2 ? 2 : 1);
  size.height -= (top + bottom) * (chroma === 1 ? 2 : 1) * linesPerRow;
  return size;
}

function readVui(reader: BitReader): Vui {
  const pixelAspect = reader.flag() ? readAspect(reader) : undefined;
  if (reader.flag()) reader.flag();
  if (reader.flag()) {
    reader.bits(4);
    if (reader.flag()) reader.bits(24);
  }
  if (reader.flag()) {
    reader.unsigned();
    reader.unsigned();
  }
  const frameRate = reader.flag() ? readRate(reader) : undefined;
  const nalHrd = reader.flag();
  if (nalHrd) skipHrd(reader);
  const vclHrd = reader.flag();
  if (vclHrd) skipHrd(reader);
  if (nalHrd || vclHrd) reader.flag();
  reader.flag();
  const found: Vui = {
    ...(pixelAspect !== undefined && { pixelAspect }),
    ...(frameRate !== undefined && { frameRate }),
  };
  if (!reader.flag()) return reader.exhausted ? {} : found;
  reader.flag();
  for (let index = 0; index < 4; index += 1) reader.unsigned();
  const reorderDepth = reader.unsigned();
  return reader.exhausted || reorderDepth > 16 ? {} : { ...found, reorderDepth };
}

function readAspect(reader: BitReader): Ratio | undefined {
  const number = reader.bits(8);
  const [numerator, denominator] =
    number === ASPECT_IS_WRITTEN_OUT ? [reader.bits(16), reader.bits(16)] : (aspects[number - 1] ?? [0, 0]);
  return numerator > 0 && denominator > 0 ? { numerator, denominator } : undefined;
}

/**
 * A picture has two ticks of the clock (E.2.1), whether it is coded as one frame or as two fields. Encoders write the
 * rate that they were given, and often call it variable all the same.
 */
function readRate(reader: BitReader): Ratio | undefined {
  const ticks = reader.bits(32) * 2;
  const ticksPerS = reader.bits(32);
  reader.flag();
  if (ticks === 0 || ticksPerS === 0 || ticksPerS > MAX_RATE_HZ * ticks) return undefined;
  const divisor = greatestDivisor(ticksPerS, ticks);
  return { numerator: ticksPerS / divisor, denominator: ticks / divisor };
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other);
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
