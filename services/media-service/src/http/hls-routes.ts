import { existsSync } from 'node:fs';
import { DubbingError } from '@dubbing/common';
import { Router, static as serveStatic } from 'express';
import { join } from 'node:path';
import { errorCodes } from '../errors.js';
import type { StreamRegistry } from '../streams/registry.js';

const TYPES: Readonly<Record<string, string>> = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.m4s': 'video/iso.segment',
  '.mp4': 'video/mp4',
  '.vtt': 'text/vtt; charset=utf-8',
};

/** `/hls/<id>/…`: the files that workers write. Any page may play them. */
export function hlsRoutes(hlsRoot: string, registry: StreamRegistry): Router {
  const router = Router();

  router.use((_request, response, next) => {
    response.set('Access-Control-Allow-Origin', '*');
    response.set('Access-Control-Expose-Headers', 'Content-Length, Content-Range, Date');
    next();
  });

  const files = serveStatic(hlsRoot, {
    index: false,
    redirect: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      const extension = /\.[a-z0-9]+$/.exec(path)?.[0] ?? '';
      const audio = path.includes('/audio-');
      response.setHeader(
        'Content-Type',
        (TYPES[extension] ?? 'application/octet-stream').replace('video', audio ? 'audio' : 'video'),
      );
      // Names of segments are never used twice, so they may be kept; a playlist is another one every two seconds.
      response.setHeader('Cache-Control', extension === '.m3u8' ? 'no-cache' : 'public, max-age=3600, immutable');
    },
  });

  router.get('/:id{/*file}', files, (request) => {
    const { id } = request.params;
    registry.get(id);
    const waiting = !existsSync(join(hlsRoot, id, 'master.m3u8'));
    const message = waiting
      ? `stream ${id} has no segments yet`
      : `stream ${id} has no file ${request.path.slice(id.length + 1)}`;
    throw new DubbingError(errorCodes.ROUTE_UNKNOWN, message, { retryable: waiting });
  });

  return router;
}
