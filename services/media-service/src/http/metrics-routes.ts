import { Router, type RequestHandler } from 'express';
import type { ServiceMetrics } from '../metrics/service-metrics.js';

/** `/metrics`, in the text format of Prometheus. */
export function metricsRoutes(metrics: ServiceMetrics): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}

/** Counts answers. The route label is the first part of the path: ids would make a series each. */
export function countRequests(metrics: ServiceMetrics): RequestHandler {
  return (request, response, next) => {
    const family = request.path.split('/')[1] ?? '';
    const route = FAMILIES.has(family) ? family : 'other';
    response.once('finish', () => metrics.requests.inc({ method: request.method, route, status: response.statusCode }));
    next();
  };
}

const FAMILIES = new Set(['v1', 'hls', 'watch', 'health', 'metrics', 'openapi.json', 'docs']);
