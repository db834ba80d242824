import { Router } from 'express';
import type { Health } from '../health/health.js';

/**
 * `/health`: how each part of the work stands; 200 as long as the process can do any of it. `/health/live`: the process
 * answers. `/health/ready`: it takes new streams.
 */
export function healthRoutes(health: Health): Router {
  const router = Router();

  router.get('/', (_request, response) => {
    response.set('Cache-Control', 'no-store').json(health.report());
  });

  router.get('/live', (_request, response) => {
    response.json({ status: 'live' });
  });

  router.get('/ready', (_request, response) => {
    const report = health.readiness();
    response.status(report.status === 'ready' ? 200 : 503).json(report);
  });

  return router;
}
