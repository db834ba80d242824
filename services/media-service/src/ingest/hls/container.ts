import { SYNC_BYTE } from '../../mpegts/packets.js';
import { looksLikeMp4 } from '../demux/mp4-boxes.js';

/** What a segment, or its initialisation, is by its first bytes; undefined for what is not taken apart here. */
export function containerOf(head: Buffer): 'mpegts' | 'mp4' | undefined {
  if (looksLikeMp4(head)) return 'mp4';
  return head[0] === SYNC_BYTE ? 'mpegts' : undefined;
}
