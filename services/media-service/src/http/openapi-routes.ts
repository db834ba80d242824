import { openApiPage, type OpenApiDocument } from '@dubbing/contracts/schema';
import { Router } from 'express';
import { describeService } from './describe/service.js';

/** `/openapi.json` and `/docs`: what this service takes and answers, for tools and for people. */
export function openApiRoutes(): Router {
  const router = Router();
  let document: OpenApiDocument | undefined;
  let page: string | undefined;
  // Made when it is first asked for: most services never are.
  const described = (): OpenApiDocument => (document ??= describeService());

  router.get('/openapi.json', (_request, response) => {
    response.set('Cache-Control', 'no-cache').json(described());
  });

  router.get('/docs', (_request, response) => {
    page ??= openApiPage(described());
    response
      .set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'" })
      .type('html')
      .send(page);
  });

  return router;
}
