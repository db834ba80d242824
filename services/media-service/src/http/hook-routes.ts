import { MediaHook, parse } from '@dubbing/contracts';
import { Router, json, type RequestHandler } from 'express';
import type { Publish } from '../streams/publish.js';
import type { PublishEvents } from '../streams/publish-events.js';

/** `/v1/mediamtx/events`: what MediaMTX's `runOnReady` and `runOnNotReady`, or the embedded server, call. */
export function hookRoutes(events: PublishEvents, guard: RequestHandler): Router {
  const router = Router();
  router.use(guard);
  router.use(json({ limit: '16kb' }));

  router.post('/ready', async (request, response) => {
    response.json(await events.ready(publishOf(parse(MediaHook, request.body))));
  });

  router.post('/not-ready', async (request, response) => {
    response.json(await events.notReady(publishOf(parse(MediaHook, request.body))));
  });

  return router;
}

/** Sources that have no name come with an empty one. The query holds the publisher's key: it goes no further. */
function publishOf({ path, sourceType, sourceId }: MediaHook): Publish {
  return {
    path,
    ...(sourceType !== undefined && sourceType !== '' && { sourceType }),
    ...(sourceId !== undefined && sourceId !== '' && { sourceId }),
  };
}
