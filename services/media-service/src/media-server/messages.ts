import type { ErrorInfoLike } from '@dubbing/common';

/** What the embedded media server needs to know. */
export interface MediaServerSettings {
  host: string;
  rtmpPort: number;
  flvPort: number;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

export type ToMediaServer = { type: 'start'; settings: MediaServerSettings };

/** `published` and `unpublished` carry the path without its leading slash, such as `live/news/in`. */
export type FromMediaServer =
  | { type: 'listening' }
  | { type: 'failed'; error: ErrorInfoLike }
  | { type: 'published' | 'unpublished'; path: string; sourceType: string; sourceId: string };
