import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { DubbingError, maskUrl, sleep } from '@dubbing/common';
import { errorCodes } from '../../errors.js';
import { startTool } from '../../process/tool.js';

/** How long a live output may take to send its first byte. */
const FIRST_BYTE_MS = 30_000;
/** A live output that is just about to begin is tried again for so long. */
const TRIED_FOR_MS = 5_000;
const RETRY_MS = 300;
/** How long ffmpeg may take to end when it was asked to. */
const END_MS = 5_000;

/**
 * How a live output is read. Where the protocol carries a container, that container is written down byte for byte, so that
 * nothing on the way puts timestamps right; RTSP carries none, and its packets go into MPEG-TS with the times they have.
 */
export function liveArguments(uri: string): { args: string[]; extension: string } {
  const { protocol } = new URL(uri);
  if (protocol === 'rtsp:' || protocol === 'rtsps:') {
    const input = ['-rtsp_transport', 'tcp', '-copyts', '-i', uri, '-map', '0:v?', '-map', '0:a?', '-c', 'copy'];
    return { args: [...input, '-muxdelay', '0', '-muxpreload', '0', '-f', 'mpegts', '-'], extension: 'ts' };
  }
  const isTransport = protocol === 'srt:' || protocol === 'udp:' || /\.ts($|\?)/.test(uri);
  const input = protocol === 'srt:' ? srtForFfmpeg(uri) : uri;
  return {
    args: ['-f', 'data', '-i', input, '-map', '0', '-c', 'copy', '-f', 'data', '-'],
    extension: isTransport ? 'ts' : 'flv',
  };
}

/** ffmpeg wants the latency of SRT in microseconds; everybody else writes it in milliseconds. */
function srtForFfmpeg(uri: string): string {
  return uri.replace(/([?&]latency=)(\d+)/, (_, name: string, ms: string) => `${name}${Number(ms) * 1000}`);
}

/**
 * Writes a live output to a file, from its first byte on for so many seconds or until it ends. A connection that breaks
 * leaves what was read until then, and that is what is probed.
 * @throws DubbingError PROBE_INPUT_UNREACHABLE when it cannot be opened or sends nothing; TOOL_MISSING without ffmpeg
 */
export async function recordLive(uri: string, file: string, seconds: number, signal: AbortSignal): Promise<void> {
  const untilMs = performance.now() + TRIED_FOR_MS;
  for (;;) {
    const reason = await recordOnce(uri, file, seconds, signal);
    signal.throwIfAborted();
    if ((await stat(file)).size > 0) return;
    if (performance.now() > untilMs) {
      const message = `nothing could be read: ${reason === '' ? 'no data came' : reason}`;
      throw new DubbingError(errorCodes.PROBE_INPUT_UNREACHABLE, message);
    }
    await sleep(RETRY_MS, signal);
  }
}

/** @returns ffmpeg's last words */
async function recordOnce(uri: string, file: string, seconds: number, signal: AbortSignal): Promise<string> {
  const tool = startTool('ffmpeg', ['-v', 'error', ...liveArguments(uri).args]);
  const kill = (): void => tool.kill();
  let timer = setTimeout(kill, FIRST_BYTE_MS);
  const stop = (): void => {
    tool.stdin.write('q');
    timer = setTimeout(kill, END_MS);
  };
  tool.stdout.once('data', () => {
    clearTimeout(timer);
    timer = setTimeout(stop, seconds * 1000);
  });
  signal.addEventListener('abort', kill);
  const written = pipeline(tool.stdout, createWriteStream(file));
  try {
    await tool.done.catch((error: unknown) => {
      if (error instanceof DubbingError && error.code === errorCodes.TOOL_MISSING) throw error;
    });
    await written;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
  return maskUrl(tool.stderr().trim().split('\n').at(-1) ?? '');
}
