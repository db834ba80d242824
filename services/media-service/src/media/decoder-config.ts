import { parseAvcConfig } from './avc-config.js';
import { parseH264Sps } from './h264-sps.js';
import { hevcCodecName, parseHevcConfig } from './hevc-config.js';
import { parseHevcSps } from './hevc-sps.js';
import type { VideoCodec } from './units.js';

/** What a decoder configuration record says, whichever codec it is of. */
export interface DecoderConfig {
  /** Size of the length before each NAL unit, 1, 2 or 4 bytes. */
  readonly lengthBytes: number;
  /** The parameter sets, in the order in which a decoder wants them: VPS (H.265 alone), SPS, PPS. */
  readonly parameterSets: readonly Buffer[];
  /** Pictures that a decoder holds back to show them in order; undefined where the stream does not say. */
  readonly reorderDepth: number | undefined;
  /** Of the first sequence parameter set, where that can be read. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** @throws DubbingError H264_INVALID or H265_INVALID */
export function parseDecoderConfig(codec: VideoCodec, record: Buffer): DecoderConfig {
  if (codec === 'h264') {
    const { lengthBytes, sps, pps } = parseAvcConfig(record);
    const first = sps[0] === undefined ? undefined : parseH264Sps(sps[0]);
    const { width, height } = first ?? {};
    const size = width === undefined || height === undefined ? {} : { size: { width, height } };
    return { lengthBytes, parameterSets: [...sps, ...pps], reorderDepth: first?.reorderDepth, ...size };
  }
  const { lengthBytes, vps, sps, pps } = parseHevcConfig(record);
  const first = sps[0] === undefined ? undefined : parseHevcSps(sps[0]);
  const size = first === undefined ? {} : { size: { width: first.width, height: first.height } };
  return { lengthBytes, parameterSets: [...vps, ...sps, ...pps], reorderDepth: first?.reorderDepth, ...size };
}

/** The codec as a playlist names it (RFC 6381): `avc1.PPCCLL` (§3.3) or `hvc1.…` (ISO/IEC 14496-15, annex E.3). */
export function codecName(codec: VideoCodec, record: Buffer): string {
  return codec === 'h264' ? `avc1.${record.subarray(1, 4).toString('hex')}` : hevcCodecName(record);
}
