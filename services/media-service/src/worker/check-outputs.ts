import type { VideoCodec } from '../media/units.js';
import { checkCodec, targetOf } from '../publish/target.js';
import type { StreamSpec } from './stream-spec.js';

/**
 * Outputs open with the first released unit; a URL that can never be one is refused before anything starts.
 * @throws DubbingError OUTPUT_URL_INVALID
 */
export function checkOutputs(outputs: StreamSpec['outputs']): void {
  for (const { url, masked } of outputs) targetOf(url, masked);
}

/**
 * Outputs that cannot hold the video fail each on its own; this tells where none is left, and no HLS either.
 * @throws DubbingError OUTPUT_CODEC_UNSUPPORTED
 */
export function checkVideo({ outputs, hls }: StreamSpec, codec: VideoCodec): void {
  if (hls !== undefined) return;
  const refusals: unknown[] = [];
  for (const { url, masked } of outputs) {
    try {
      checkCodec(targetOf(url, masked), codec);
      return;
    } catch (refusal) {
      refusals.push(refusal);
    }
  }
  if (refusals.length > 0) throw refusals[0];
}
