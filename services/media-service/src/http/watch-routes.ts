import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { Router, static as serveStatic } from 'express';
import { packageRoot } from '../package-root.js';
import type { StreamRegistry } from '../streams/registry.js';

const PAGES = join(packageRoot, 'public');
const STREAM_NAME = /^[a-z0-9-]{1,64}$/;

/** `/watch/<id>`: the player page. */
export function watchRoutes(registry: StreamRegistry): Router {
  const router = Router();
  router.get('/:id', (request, response) => {
    // A page for a stream that is not there yet is useful: it waits. A name that can never be one is a mistake.
    if (!STREAM_NAME.test(request.params.id)) registry.get(request.params.id);
    response.set('Cache-Control', 'no-cache').sendFile(join(PAGES, 'watch.html'));
  });

  return router;
}

/** `/watch/assets`: what the page loads. Its player is the hls.js of this service's dependencies: nothing is loaded from elsewhere. */
export function watchAssetRoutes(): Router {
  const router = Router();
  const hlsJs = dirname(createRequire(import.meta.url).resolve('hls.js'));
  router.get('/hls.js', (_request, response) => {
    response.sendFile(join(hlsJs, 'hls.min.js'));
  });
  router.get('/:file', serveStatic(PAGES, { index: false, maxAge: '1m' }));
  return router;
}
