import { createServer, type Server } from 'node:http';
import { DubbingError, type Logger } from '@dubbing/common';
import express, { type Express, type Router } from 'express';
import type { AccessControl } from '../access/access-control.js';
import { errorCodes } from '../errors.js';
import type { Health } from '../health/health.js';
import type { ServiceMetrics } from '../metrics/service-metrics.js';
import type { PublishEvents } from '../streams/publish-events.js';
import type { StreamRegistry } from '../streams/registry.js';
import type { SpecBuilder } from '../streams/spec-builder.js';
import { accessRoutes } from './access-routes.js';
import { asRunRoutes } from './as-run-routes.js';
import { captionRoutes } from './caption-routes.js';
import { errorResponse, unknownRoute } from './error-response.js';
import { healthRoutes } from './health-routes.js';
import { hlsRoutes } from './hls-routes.js';
import { hookGuard } from './hook-guard.js';
import { hookRoutes } from './hook-routes.js';
import { countRequests, metricsRoutes } from './metrics-routes.js';
import { openApiRoutes } from './openapi-routes.js';
import { streamsRoutes } from './streams-routes.js';
import { watchAssetRoutes, watchRoutes } from './watch-routes.js';

export interface HttpParts {
  registry: StreamRegistry;
  specs: SpecBuilder;
  events: PublishEvents;
  metrics: ServiceMetrics;
  access: AccessControl;
  /** By which calls of the media server are believed; undefined where all of them are. */
  hookSecret: string | undefined;
  hlsRoot: string;
  health: Health;
  logger: Logger;
}

/** Every route of the service, by the path below which it is; `describe/` tells of each of them. */
export function routersOf(parts: HttpParts): readonly (readonly [path: string, router: Router])[] {
  const guard = hookGuard(parts.hookSecret, parts.metrics, parts.logger);
  return [
    ['/', openApiRoutes()],
    ['/health', healthRoutes(parts.health)],
    ['/metrics', metricsRoutes(parts.metrics)],
    ['/v1/streams', streamsRoutes(parts.registry, parts.specs)],
    ['/v1/streams', asRunRoutes(parts.registry)],
    ['/v1/streams', captionRoutes(parts.registry)],
    ['/v1/mediamtx/events', hookRoutes(parts.events, guard)],
    ['/v1/mediamtx/auth', accessRoutes(parts.access, guard, parts.metrics, parts.logger)],
    ['/hls', hlsRoutes(parts.hlsRoot, parts.registry)],
    ['/watch/assets', watchAssetRoutes()],
    ['/watch', watchRoutes(parts.registry)],
  ];
}

export function createHttpApp(parts: HttpParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(countRequests(parts.metrics));
  for (const [path, router] of routersOf(parts)) app.use(path, router);
  app.use(unknownRoute);
  app.use(errorResponse(parts.logger));
  return app;
}

/**
 * Listens, and answers when it does.
 * @throws DubbingError PORT_IN_USE naming the port and the variable that changes it
 */
export function listen(app: Express, host: string, port: number): Promise<Server> {
  const server = createServer(app);
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE') reject(cause);
      else reject(portInUse(host, port, 'MEDIA_PORT', cause));
    });
    server.listen(port, host, () => resolve(server));
  });
}

export function portInUse(host: string, port: number, variable: string, cause?: unknown): DubbingError {
  const message = `port ${port} on ${host} is in use; stop what uses it, or choose another with ${variable}`;
  return new DubbingError(errorCodes.PORT_IN_USE, message, { field: variable, source: `${host}:${port}`, cause });
}
