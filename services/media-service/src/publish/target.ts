import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { maskUrl } from '../media/mask-url.js';
import type { VideoCodec } from '../media/units.js';
import { parseRtmpUrl, type RtmpAddress } from './rtmp/url.js';
import { parseSrtUrl, type SrtAddress } from './srt/url.js';

export type Container = 'flv' | 'mpegts' | 'mp4' | 'matroska';

/** Where an output goes and in what form. */
export type Target =
  | { readonly kind: 'rtmp'; readonly container: 'flv'; readonly masked: string; readonly address: RtmpAddress }
  | { readonly kind: 'srt'; readonly container: 'mpegts'; readonly masked: string; readonly address: SrtAddress }
  | { readonly kind: 'file'; readonly container: Container; readonly masked: string; readonly path: string };

const containers: Readonly<Record<string, Container>> = {
  '.ts': 'mpegts',
  '.flv': 'flv',
  '.mp4': 'mp4',
  '.mkv': 'matroska',
};

/**
 * @param masked the URL as it may be told
 * @throws DubbingError OUTPUT_URL_INVALID
 */
export function targetOf(url: string, masked = maskUrl(url)): Target {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === 'rtmp' || scheme === 'rtmps') {
    return { kind: 'rtmp', container: 'flv', masked, address: parseRtmpUrl(url, masked) };
  }
  if (scheme === 'srt') return { kind: 'srt', container: 'mpegts', masked, address: parseSrtUrl(url, masked) };
  if (scheme === 'file' || scheme === undefined) {
    const path = scheme === 'file' ? pathOf(url) : url;
    const container = containers[extname(path ?? '').toLowerCase()];
    if (path !== undefined && container !== undefined) return { kind: 'file', container, masked, path };
  }
  throw new DubbingError(
    errorCodes.OUTPUT_URL_INVALID,
    'an output is an rtmp://, rtmps:// or srt:// URL, or a file whose name ends with .ts, .flv, .mp4 or .mkv',
    { field: 'output', source: masked },
  );
}

/** @returns undefined where the URL names another machine, or what no path can hold */
function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** @throws DubbingError OUTPUT_CODEC_UNSUPPORTED where the container has no place for the picture */
export function checkCodec({ container, masked }: Target, codec: VideoCodec | undefined): void {
  if (codec === undefined || codec === 'h264' || container !== 'flv') return;
  const message = `FLV and RTMP carry H.264 only, and the input's picture is H.265: ${masked} cannot be published; SRT, and files of the kinds .ts, .mp4 and .mkv, can`;
  throw new DubbingError(errorCodes.OUTPUT_CODEC_UNSUPPORTED, message, { field: 'output', source: masked });
}

/** Why one file that began with one codec cannot go on with another. */
export function codecChanged(masked: string): DubbingError {
  const message = `the input changed the codec of its picture; ${masked} is complete up to there`;
  return new DubbingError(errorCodes.OUTPUT_CODEC_UNSUPPORTED, message, { field: 'output', source: masked });
}
