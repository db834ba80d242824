import type { Logger } from '@dubbing/common';
import { ONE_SHOT_PATH } from '@dubbing/contracts';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { stsError } from '../../errors.js';
import type { HealthReport } from '../../health/health.js';
import type { Metrics } from '../../metrics/metrics.js';
import type { ReadinessReport } from '../../readiness.js';
import { httpErrorOf } from './http-error.js';
import { oneShotHandlers, type OneShotOptions } from './one-shot.js';
import { addOpenApiRoutes } from './openapi-routes.js';

export interface HttpAppOptions extends OneShotOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: () => ReadinessReport;
  readonly health: () => HealthReport;
}

/** The HTTP side of the service; `describe/` tells of each route. Every error answers `{"error": {code, message, field?, retryable}}`. */
export function createHttpApp(options: HttpAppOptions): Express {
  const { logger, metrics, readiness, health } = options;
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');

  app.get('/health', (_request, response) => {
    const report = health();
    response
      .set('Cache-Control', 'no-store')
      .status(report.status === 'unavailable' ? 503 : 200)
      .json(report);
  });
  app.get('/health/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  app.get('/health/ready', (_request, response) => {
    const report = readiness();
    response.status(report.status === 'ready' ? 200 : 503).json(report);
  });
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.text());
  });
  app.post(ONE_SHOT_PATH, ...oneShotHandlers(options));
  addOpenApiRoutes(app);

  const read = ['/health', '/health/live', '/health/ready', '/metrics', '/openapi.json', '/docs'];
  for (const path of read) app.all(path, onlyMethod('GET'));
  app.all(ONE_SHOT_PATH, onlyMethod('POST'));
  app.use((request) => {
    throw stsError('NOT_FOUND', `there is nothing at ${request.path.slice(0, 256)}`);
  });
  app.use(errorHandler(logger, metrics));
  return app;
}

function onlyMethod(method: string): RequestHandler {
  return (request, response) => {
    response.set('Allow', method);
    throw stsError('METHOD_NOT_ALLOWED', `${request.path} takes ${method}, not ${request.method}`);
  };
}

function errorHandler(logger: Logger, metrics: Metrics): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, next) => {
    const { status, body } = httpErrorOf(error);
    metrics.refused(body.error.code);
    const of = { method: request.method, path: request.path, status };
    // What the client did wrong needs no stack of ours.
    if (body.error.code === 'INTERNAL') logger.error('request failed', { ...of, error });
    else logger.warn('request refused', { ...of, error: body.error });
    if (response.headersSent) {
      next(error);
      return;
    }
    response.status(status).json(body);
  };
}
