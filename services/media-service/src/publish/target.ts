import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { quoteLaunchValue } from '../gst/quote.js';
import { maskUrl } from '../media/mask-url.js';

export type Container = 'flv' | 'mpegts' | 'mp4' | 'matroska';

/** Where an output goes and in what form. */
export interface Target {
  readonly container: Container;
  /** Name and properties of the sink; the element is named `sink`. */
  readonly sink: string;
  /** A connection is made again after a fault. A file is not: that would write over what is there. */
  readonly kind: 'connection' | 'file';
  readonly masked: string;
}

const containers: Readonly<Record<string, Container>> = {
  '.ts': 'mpegts',
  '.flv': 'flv',
  '.mp4': 'mp4',
  '.mkv': 'matroska',
};

/** @throws DubbingError OUTPUT_URL_INVALID */
export function targetOf(url: string): Target {
  const masked = maskUrl(url);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  const location = quoteLaunchValue(url);
  if (scheme === 'rtmp' || scheme === 'rtmps') {
    return {
      container: 'flv',
      sink: `rtmp2sink name=sink sync=false chunk-size=4096 location=${location}`,
      kind: 'connection',
      masked,
    };
  }
  if (scheme === 'srt') {
    const sink = `srtsink name=sink sync=false wait-for-connection=false uri=${location}`;
    return { container: 'mpegts', sink, kind: 'connection', masked };
  }
  if (scheme === 'file' || scheme === undefined) {
    const path = scheme === 'file' ? fileURLToPath(url) : url;
    const container = containers[extname(path).toLowerCase()];
    if (container !== undefined) {
      const sink = `filesink name=sink sync=false location=${quoteLaunchValue(path)}`;
      return { container, sink, kind: 'file', masked };
    }
  }
  throw new DubbingError(
    errorCodes.OUTPUT_URL_INVALID,
    'an output is an rtmp://, rtmps:// or srt:// URL, or a file whose name ends with .ts, .flv, .mp4 or .mkv',
    { field: 'output', source: masked },
  );
}
