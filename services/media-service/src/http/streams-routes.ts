import { CreateStream, parse, serialize } from '@dubbing/contracts';
import { Router, json } from 'express';
import type { StreamRegistry } from '../streams/registry.js';
import type { SpecBuilder } from '../streams/spec-builder.js';

/** `/v1/streams`: start, list, ask about and end streams. */
export function streamsRoutes(registry: StreamRegistry, specs: SpecBuilder): Router {
  const router = Router();

  router.post('/', json({ limit: '1mb' }), async (request, response) => {
    const stream = await registry.start(specs.fromRequest(parse(CreateStream, request.body)), false);
    response.status(201).location(`/v1/streams/${stream.spec.id}`).json(serialize(stream.status()));
  });

  router.get('/', (_request, response) => {
    response.json({ streams: registry.list().map((stream) => serialize(stream.status())) });
  });

  router.get('/:id', (request, response) => {
    response.json(serialize(registry.get(request.params.id).status()));
  });

  router.delete('/:id', (request, response) => {
    const stream = registry.get(request.params.id);
    stream.end('it was deleted');
    response.status(202).json(serialize(stream.status()));
  });

  return router;
}
