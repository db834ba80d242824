import { containerOf } from './container.js';
import { Downloads } from './download.js';
import { readMaster, readMedia } from './playlist.js';

const HEAD_BYTES = 376;

/**
 * Whether all playlists that would be read have plain MPEG-TS or fragmented MP4; GStreamer knows encryption, and sound without
 * a container. A stream that has no segments yet is taken for readable.
 * @throws DubbingError INPUT_UNREACHABLE
 */
export async function isReadableHls(url: string, masked: string, signal: AbortSignal): Promise<boolean> {
  const downloads = new Downloads(url, masked, signal);
  const first = await downloads.get({ url, range: undefined });
  const master = readMaster(first.bytes.toString(), first.url);
  const urls = master === undefined ? [url] : [master.variantUrl, ...master.audioUrls];
  for (const each of urls) {
    const { bytes, url: base } = await downloads.get({ url: each, range: undefined });
    const segment = readMedia(bytes.toString(), base)?.segments.findLast(({ isGap }) => !isGap);
    if (segment === undefined) continue;
    if (segment.encryption !== undefined) return false;
    const { url: headUrl, range } = segment.map ?? segment;
    const head = await downloads.get({ url: headUrl, range: { from: range?.from ?? 0, length: HEAD_BYTES } });
    if (containerOf(head.bytes) === undefined) return false;
  }
  return true;
}
