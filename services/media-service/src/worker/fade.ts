import { int16View, pcmOf } from '@dubbing/common';
import { PCM_FRAME_BYTES } from '../media/units.js';

/**
 * Lets sound go down to nothing (raised cosine), from frame `fromFrame` of this PCM on and within `lengthFrames`; either may
 * lie before or behind it. The PCM that is given stays as it is.
 */
export function faded(pcm: Buffer, fromFrame: number, lengthFrames: number): Buffer {
  const frames = pcm.length / PCM_FRAME_BYTES;
  if (fromFrame >= frames) return pcm;
  if (fromFrame + lengthFrames <= 0) return Buffer.alloc(pcm.length);
  const samples = int16View(pcm).slice();
  for (let frame = Math.max(0, fromFrame); frame < frames; frame += 1) {
    const share = Math.min(1, (frame - fromFrame) / lengthFrames);
    const gain = 0.5 + 0.5 * Math.cos(Math.PI * share);
    for (let at = 2 * frame; at < 2 * frame + 2; at += 1) samples[at] = Math.round((samples[at] ?? 0) * gain);
  }
  return Buffer.from(pcmOf(samples));
}
