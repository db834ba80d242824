import { isSequenceHeader, type FlvTag } from './tag.js';

/**
 * Puts both tracks in order of time. At the same time decoder configurations go first, and the picture before the
 * sound, so that a file starts with what a player needs first.
 */
export function interleave(video: readonly FlvTag[], audio: readonly FlvTag[]): FlvTag[] {
  const rank = (tag: FlvTag): number => (isSequenceHeader(tag) ? 0 : 1);
  return [...video, ...audio].sort((a, b) => a.timestampMs - b.timestampMs || rank(a) - rank(b) || b.type - a.type);
}
