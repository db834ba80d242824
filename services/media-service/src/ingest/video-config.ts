import { parseCaps } from '../gst/caps.js';
import type { VideoConfig } from '../media/units.js';

/** @returns undefined for caps that do not describe a track yet: no codec data. */
export function videoConfigOf(capsText: string): VideoConfig | undefined {
  const { fields } = parseCaps(capsText);
  const codecData = fields.get('codec_data');
  if (codecData === undefined) return undefined;
  const [numerator, denominator] = (fields.get('framerate') ?? '').split('/').map(Number);
  const constantRate = numerator !== undefined && denominator !== undefined && numerator > 0 && denominator > 0;
  return {
    codec: 'h264',
    avcC: Buffer.from(codecData, 'hex'),
    width: Number(fields.get('width') ?? 0),
    height: Number(fields.get('height') ?? 0),
    ...(constantRate && { frameRate: { numerator, denominator } }),
    caps: capsText,
  };
}
