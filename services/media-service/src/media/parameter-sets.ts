import { parseDecoderConfig } from './decoder-config.js';
import { nalType, NAL_PPS, NAL_SPS, splitNals } from './nal.js';
import type { VideoCodec, VideoConfig } from './units.js';

const NAL_AUD = 9;
const HEVC_VPS = 32;
const HEVC_SPS = 33;
const HEVC_PPS = 34;
const HEVC_AUD = 35;
/** Those without which nothing can be decoded. */
const setTypes: Readonly<Record<VideoCodec, readonly number[]>> = {
  h264: [NAL_SPS, NAL_PPS],
  h265: [HEVC_VPS, HEVC_SPS, HEVC_PPS],
};

/**
 * Puts the parameter sets in front of a picture at which decoding may begin, for containers whose viewers come in the
 * middle. Nothing else of the access unit changes. One that brings a whole set of its own stays as it is; sets of its own that are
 * not all come behind those of the configuration, and take their place.
 *
 * @param unit an access unit in length-prefixed form
 */
export function withParameterSets(config: VideoConfig, unit: Buffer): Buffer {
  const { codec } = config;
  const { lengthBytes, parameterSets } = parseDecoderConfig(codec, config.decoderConfig);
  const nals = splitNals(unit, lengthBytes);
  const types = new Set(nals.map((nal) => nalType(nal, codec)));
  if (setTypes[codec].every((type) => types.has(type))) return unit;
  // Where there is an access unit delimiter it is the first NAL unit (H.264, 7.4.1.2.3; H.265, 7.4.2.4.4).
  const first = nals[0];
  const delimiter = codec === 'h264' ? NAL_AUD : HEVC_AUD;
  const headLength = first !== undefined && nalType(first, codec) === delimiter ? lengthBytes + first.length : 0;
  const sets = parameterSets.flatMap((set) => {
    const length = Buffer.alloc(lengthBytes);
    length.writeUIntBE(set.length, 0, lengthBytes);
    return [length, set];
  });
  return Buffer.concat([unit.subarray(0, headLength), ...sets, unit.subarray(headLength)]);
}
