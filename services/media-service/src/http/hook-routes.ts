import { MediaHook, parse } from '@dubbing/contracts';
import { Router, json } from 'express';
import type { PublishEvents } from '../streams/publish-events.js';

/** `/v1/mediamtx/events`: what MediaMTX's `runOnReady` and `runOnNotReady`, or the embedded server, call. */
export function hookRoutes(events: PublishEvents): Router {
  const router = Router();
  router.use(json({ limit: '16kb' }));

  router.post('/ready', async (request, response) => {
    response.json(await events.ready(parse(MediaHook, request.body).path));
  });

  router.post('/not-ready', (request, response) => {
    response.json(events.notReady(parse(MediaHook, request.body).path));
  });

  return router;
}
