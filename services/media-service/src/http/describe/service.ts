import { openApiDocument, type OpenApiDocument } from '@dubbing/contracts/schema';
import { packageVersion } from '../../package-root.js';
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
  return openApiDocument({
    title: 'media-service',
    description,
    version: packageVersion,
    routes: [
      ...streamRouteDescriptions,
      ...storyRouteDescriptions,
      ...hookRouteDescriptions,
      ...watchingRouteDescriptions,
      ...operatingRouteDescriptions,
    ],
  });
}
