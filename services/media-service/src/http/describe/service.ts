import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument, type OpenApiDocument } from '@dubbing/contracts/schema';
import { packageRoot } from '../../package-root.js';
import { hookRouteDescriptions } from './hooks.js';
import { operatingRouteDescriptions } from './operating.js';
import { storyRouteDescriptions } from './story.js';
import { streamRouteDescriptions } from './streams.js';
import { watchingRouteDescriptions } from './watching.js';

const description =
  'Takes a live stream, or a file, and puts it back on the air in other languages. Every refusal is `{"error": {…}}` with a code of docs/errors.md; ' +
  'programs decide by the code and by `retryable`. HEAD is answered wherever GET is.';

/** Every route of the service, as OpenAPI 3.1. */
export function describeService(): OpenApiDocument {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };
  return openApiDocument({
    title: 'media-service',
    description,
    version,
    routes: [
      ...streamRouteDescriptions,
      ...storyRouteDescriptions,
      ...hookRouteDescriptions,
      ...watchingRouteDescriptions,
      ...operatingRouteDescriptions,
    ],
  });
}
