import { DubbingError, type Logger } from '@dubbing/common';
import { MediaAuth, parse } from '@dubbing/contracts';
import { Router, json, type RequestHandler } from 'express';
import type { AccessControl } from '../access/access-control.js';
import type { AccessRequest } from '../access/policy.js';
import { RareLog } from '../access/rare-log.js';
import { errorCodes } from '../errors.js';
import type { ServiceMetrics } from '../metrics/service-metrics.js';

const ACTIONS = new Set(['publish', 'read', 'playback', 'api', 'metrics', 'pprof']);

/** `/v1/mediamtx/auth`: what MediaMTX asks before anyone publishes or reads (`authMethod: http`). */
export function accessRoutes(
  access: AccessControl,
  guard: RequestHandler,
  metrics: ServiceMetrics,
  logger: Logger,
): Router {
  const router = Router();
  const log = new RareLog(logger);
  router.use(guard);
  router.use(json({ limit: '64kb' }));

  router.post('/', (request, response) => {
    const asked = requestOf(parse(MediaAuth, request.body));
    const { path } = asked;
    const { allowed, outcome } = access.decide(asked);
    const action = ACTIONS.has(asked.action) ? asked.action : 'other';
    metrics.accessAnswers.inc({ action, outcome });
    if (allowed) {
      response.status(204).end();
      return;
    }
    // Players and publishers come without a key first: MediaMTX asks them for it when it hears this.
    if (outcome === 'missing-key') logger.debug('a key is asked for', { action, path });
    else log.warn(`${action} ${outcome}`, 'access was refused', { action, path, outcome });
    throw new DubbingError(errorCodes.ACCESS_REFUSED, `${action} is refused: ${outcome}`);
  });

  return router;
}

/** What is not known is null, empty or not there, by the version of MediaMTX. */
function requestOf({ action, path, user, password, token, query }: MediaAuth): AccessRequest {
  return {
    action,
    path: path ?? '',
    user: user ?? '',
    password: password ?? '',
    token: token ?? '',
    query: query ?? '',
  };
}
