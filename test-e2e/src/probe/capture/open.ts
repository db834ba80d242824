import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { maskUrl } from '@dubbing/common';
import { captureHls } from '../hls/capture-hls.js';
import type { Capture, CaptureOptions } from './capture.js';
import { openFile } from './open-file.js';
import { liveArguments, recordLive } from './record-live.js';

/** Whether something is read from the network, and not from the disk. */
export function isUrl(input: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(input) && !input.startsWith('file:');
}

/**
 * Brings an output onto the disk as a player reads it: a file is taken as it is, a live output is recorded, an HLS
 * playlist (a path or an address with .m3u8) is followed with the audio of the language.
 * @throws DubbingError PROBE_INPUT_UNREACHABLE, PROBE_INPUT_EMPTY, TOOL_FAILED, TOOL_MISSING
 */
export async function openInput(input: string, options: CaptureOptions): Promise<Capture> {
  const { language, seconds, signal } = options;
  const isPlaylist = /\.m3u8($|[?#])/.test(input);
  if (!isPlaylist && !isUrl(input))
    return openFile(input.startsWith('file:') ? fileURLToPath(input) : input, { language });
  const folder = await mkdtemp(join(tmpdir(), 'dubbing-probe-'));
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    if (isPlaylist) return { ...(await captureHls(input, folder, options)), close };
    const file = join(folder, `capture.${liveArguments(input).extension}`);
    await recordLive(input, file, seconds, signal);
    const capture = await openFile(file, { uri: maskUrl(input), language, isCut: true });
    return { ...capture, capturedSeconds: seconds, close };
  } catch (error) {
    await close();
    throw error;
  }
}
