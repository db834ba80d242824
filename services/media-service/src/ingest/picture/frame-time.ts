import type { VideoConfig } from '../../media/units.js';

/** Of a source that does not say how many pictures a second has. */
export const USUAL_FRAME_NS = 33_333_333n;

export function frameNsOf({ numerator, denominator }: NonNullable<VideoConfig['frameRate']>): bigint {
  return (1_000_000_000n * BigInt(denominator)) / BigInt(numerator);
}
