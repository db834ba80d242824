import { openApiPage, type OpenApiDocument } from '@dubbing/contracts/schema';
import type { Express } from 'express';
import { describeService } from './describe/service.js';

/** `/openapi.json` and `/docs`: what this service takes and answers, for tools and for people. */
export function addOpenApiRoutes(app: Express): void {
  let document: OpenApiDocument | undefined;
  let page: string | undefined;
  // Made when it is first asked for: most services never are.
  const described = (): OpenApiDocument => (document ??= describeService());

  app.get('/openapi.json', (_request, response) => {
    response.set('Cache-Control', 'no-cache').json(described());
  });
  app.get('/docs', (_request, response) => {
    page ??= openApiPage(described());
    response
      .set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'" })
      .type('html')
      .send(page);
  });
}
