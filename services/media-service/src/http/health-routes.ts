import { Router } from 'express';

/** One thing that has to work before the service can take streams. */
export interface ReadinessCheck {
  name: string;
  /** Undefined when all is well; otherwise what is wrong, for people. */
  problem(): string | undefined;
}

/** `/health/live`: the process answers. `/health/ready`: it can take streams. */
export function healthRoutes(checks: readonly ReadinessCheck[]): Router {
  const router = Router();

  router.get('/live', (_request, response) => {
    response.json({ status: 'live' });
  });

  router.get('/ready', (_request, response) => {
    const problems: Record<string, string> = {};
    for (const { name, problem } of checks) {
      const text = problem();
      if (text !== undefined) problems[name] = text;
    }
    const ready = Object.keys(problems).length === 0;
    response.status(ready ? 200 : 503).json(ready ? { status: 'ready' } : { status: 'not-ready', problems });
  });

  return router;
}
