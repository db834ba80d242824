import { sleep } from '@dubbing/common';

export interface Draining {
  /** Takes no new streams and lets those that run come to their end; at most so long. */
  readonly streams: { drain(limitMs: number): Promise<DrainedStreams> };
  /** How long all of it may take, in milliseconds. */
  readonly limitMs: number;
  /** How long players of HLS may take to fetch what was written last. */
  readonly lingerMs: number;
  /** Cuts it short. */
  readonly signal: AbortSignal;
  readonly nowMs?: () => number;
}

/** What became of the streams that ran. */
export interface DrainedStreams {
  /** Streams that came to their end and were packaged as HLS. */
  readonly watched: number;
}

/**
 * Lets the service run out: streams end, each at its next pause, and then HTTP is there a little longer, because players of
 * HLS are some segments behind. Never rejects; resolves at the limit or when it is cut short.
 */
export async function runOut({
  streams,
  limitMs,
  lingerMs,
  signal,
  nowMs = () => performance.now(),
}: Draining): Promise<void> {
  const startMs = nowMs();
  const { watched } = await streams.drain(limitMs);
  const leftMs = limitMs - (nowMs() - startMs);
  if (watched > 0 && leftMs > 0) await sleep(Math.min(lingerMs, leftMs), signal).catch(() => undefined);
}
