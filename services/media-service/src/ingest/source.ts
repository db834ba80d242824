import { fileURLToPath } from 'node:url';
import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { quoteLaunchValue } from '../gst/quote.js';
import { isGrowing } from '../media/growing-file.js';
import { maskUrl } from '../media/mask-url.js';
import type { FileSource } from './file-bytes.js';

/** What an input's URL asks for. */
export interface Source {
  /** The head of the launch line. The element that opens the input is named `source`. */
  readonly launch: string;
  /**
   * `transport-stream` and `flv`: bytes that are taken apart here, so that their times are those that the source wrote.
   * `hls`: playlists, read here too.
   * `container`: a stream of bytes of whatever other kind. `rtp`: one RTP stream per track, on pads of its own.
   */
  readonly form: 'container' | 'transport-stream' | 'flv' | 'hls' | 'rtp';
  /**
   * Who sets the pace. `source`: data comes as it happens. `clock`: data can be had faster than it is to be played
   * (files, HLS), so the pipeline's clock paces it.
   */
  readonly pace: 'source' | 'clock';
  /** Whether there may be more after the end: live sources come back, files do not. */
  readonly live: boolean;
  /** A file that is read here rather than by the launch line. */
  readonly file?: FileSource;
  /** An address that is fetched here rather than by the launch line. */
  readonly url?: string;
  /** Whether the publisher comes to this side, whenever it likes: there is nobody to be tried in vain. */
  readonly awaited?: boolean;
  /** Whether only who knows a passphrase is let in. */
  readonly encrypted?: boolean;
  /** The input as it may be shown. */
  readonly masked: string;
}

/**
 * @param graceMs how long a file that is still being written may stay as it is before it counts as complete.
 * @throws DubbingError INPUT_URL_INVALID
 */
export function sourceOf(input: string, graceMs = 30_000): Source {
  const masked = maskUrl(input);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(input)?.[1]?.toLowerCase();
  const live = { form: 'container', pace: 'source', live: true, masked } as const;
  switch (scheme) {
    case undefined:
      return { ...live, launch: fileLaunch(input), pace: 'clock', live: false };
    case 'file':
      return fileSource(input, masked, graceMs);
    case 'rtmp':
    case 'rtmps':
      return {
        ...live,
        form: 'flv',
        // librtmp's element: GStreamer's newer one ignores media on message stream 0, where several servers send it.
        launch: `rtmpsrc name=source timeout=10 location=${quoteLaunchValue(`${input} live=1`)}`,
      };
    case 'http':
    case 'https':
      return httpSource(input, masked);
    case 'srt':
      return {
        ...live,
        form: 'transport-stream',
        launch: srtLaunch(input, masked),
        encrypted: /[?&]passphrase=/.test(input),
        awaited: /[?&]mode=listener\b/.test(input) || /^srt:\/\/:/i.test(input),
      };
    case 'udp':
      return {
        ...live,
        form: 'transport-stream',
        awaited: true,
        launch: `udpsrc name=source buffer-size=2097152 uri=${quoteLaunchValue(input)}`,
      };
    case 'rtsp':
    case 'rtsps':
      return {
        ...live,
        form: 'rtp',
        // Over TCP nothing is lost or reordered, and `synced` is the one mode that keeps the sender's own times: the
        // others bend each track by its packets' arrival and put sound and picture 15 to 500 ms apart.
        launch: `rtspsrc name=source protocols=tcp latency=200 buffer-mode=synced location=${quoteLaunchValue(input)}`,
      };
    default:
      throw new DubbingError(errorCodes.INPUT_URL_INVALID, `inputs of the kind "${scheme}:" are not supported`, {
        field: 'input',
        source: masked,
      });
  }
}

/** SRT itself refuses other lengths, and GStreamer would try again and again without a word. */
const PASSPHRASE_BYTES = { least: 10, most: 79 };

function srtLaunch(input: string, masked: string): string {
  const passphrase = /[?&]passphrase=([^&]*)/.exec(input)?.[1];
  const length = passphrase === undefined ? undefined : Buffer.byteLength(decodeURIComponent(passphrase));
  if (length !== undefined && (length < PASSPHRASE_BYTES.least || length > PASSPHRASE_BYTES.most)) {
    const message = `the passphrase of SRT has ${PASSPHRASE_BYTES.least} to ${PASSPHRASE_BYTES.most} characters`;
    throw new DubbingError(errorCodes.INPUT_URL_INVALID, message, { field: 'input', source: masked });
  }
  // A refusal is to be heard of, and tried again by the rule that holds for every source.
  return `srtsrc name=source auto-reconnect=false uri=${quoteLaunchValue(input)}`;
}

/** `file:///programme.ts?live=1` is still being written; with `&from=end` it is joined where it is now. */
function fileSource(input: string, masked: string, graceMs: number): Source {
  const url = new URL(input);
  const growing = isGrowing(url.searchParams);
  const from = url.searchParams.get('from') === 'end' ? 'end' : 'start';
  url.search = '';
  const path = fileURLToPath(url);
  const source = { launch: fileLaunch(path), pace: 'clock', masked } as const;
  if (!growing) return { ...source, form: 'container', live: false };
  return { ...source, form: 'transport-stream', live: true, file: { path, growsForMs: graceMs, from } };
}

function fileLaunch(path: string): string {
  return `filesrc name=source location=${quoteLaunchValue(path)}`;
}

function httpSource(input: string, masked: string): Source {
  const path = /^[^?#]*/.exec(input)?.[0].toLowerCase() ?? '';
  const launch = `souphttpsrc name=source automatic-redirect=true timeout=10 retries=0 location=${quoteLaunchValue(input)}`;
  if (path.endsWith('.m3u8') || path.endsWith('.m3u')) {
    return { launch, form: 'hls', pace: 'clock', live: true, masked, url: input };
  }
  if (/\.(?:mp4|m4v|mov|mkv)$/.test(path)) return { launch, form: 'container', pace: 'clock', live: false, masked };
  const form = path.endsWith('.flv') ? 'flv' : path.endsWith('.ts') ? 'transport-stream' : 'container';
  return { launch: `${launch} is-live=true`, form, pace: 'source', live: true, masked };
}
