import { parseCaps } from '../../gst/caps.js';
import { parseDecoderConfig } from '../../media/decoder-config.js';
import type { VideoCodec, VideoConfig } from '../../media/units.js';

const codecs: Readonly<Record<string, VideoCodec>> = { 'video/x-h264': 'h264', 'video/x-h265': 'h265' };

/**
 * @returns undefined for caps that do not describe a track yet: no codec data.
 * @throws DubbingError H264_INVALID or H265_INVALID
 */
export function videoConfigOf(capsText: string): VideoConfig | undefined {
  const { media, fields } = parseCaps(capsText);
  const codec = codecs[media];
  const codecData = fields.get('codec_data');
  if (codec === undefined || codecData === undefined) return undefined;
  const decoderConfig = Buffer.from(codecData, 'hex');
  const [numerator, denominator] = (fields.get('framerate') ?? '').split('/').map(Number);
  const constantRate = numerator !== undefined && denominator !== undefined && numerator > 0 && denominator > 0;
  const { size } = parseDecoderConfig(codec, decoderConfig);
  return {
    codec,
    decoderConfig,
    width: Number(fields.get('width') ?? size?.width ?? 0),
    height: Number(fields.get('height') ?? size?.height ?? 0),
    ...(constantRate && { frameRate: { numerator, denominator } }),
    caps: capsText,
  };
}
