import { Router } from 'express';
import type { CaptionEvent } from '../streams/caption-hub.js';
import type { StreamRegistry } from '../streams/registry.js';
import { isOver } from '../streams/state.js';
import { EventStream, type ServerEvent } from './event-stream.js';

const NUMBER = /^\d{1,15}$/;

/** `/v1/streams/:id/captions`: what is being said, as it is recognised, ahead of the programme by its delay. */
export function captionRoutes(registry: StreamRegistry): Router {
  const router = Router();

  router.get('/:id/captions', (request, response) => {
    const stream = registry.get(request.params.id);
    // What tells a browser not to come back.
    if (isOver(stream.state)) {
      response.status(204).end();
      return;
    }
    if (request.method === 'HEAD') {
      response.type('text/event-stream').end();
      return;
    }
    const reader = new EventStream(response, () => stop());
    const listener = { onEvent: (event: CaptionEvent) => reader.send(asServerEvent(event)), onEnd: () => reader.end() };
    const stop = stream.captions.listen(listener, numberOf(request.get('last-event-id')));
  });

  return router;
}

function asServerEvent(event: CaptionEvent): ServerEvent {
  const { number: id, name } = event;
  if (name === 'restart') return { key: 'restart', name, id, data: {} };
  const { kind, ...caption } = event.caption;
  const key = `${caption.language} ${caption.fragmentId}`;
  return { key, name, id, data: { ...caption, isFinal: kind !== 'partial' } };
}

/** What a browser says when it comes back. */
function numberOf(lastEventId: string | undefined): number {
  return lastEventId !== undefined && NUMBER.test(lastEventId) ? Number(lastEventId) : 0;
}
