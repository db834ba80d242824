import { STS_SOCKET_PATH } from '@dubbing/contracts';
import { openApiDocument, type OpenApiDocument } from '@dubbing/contracts/schema';
import { packageVersion } from '../../../package-version.js';
import { oneShotRoute } from './one-shot.js';
import { operatingRoutes } from './operating.js';

const description =
  'Speech to speech: it hears a stretch of speech, and answers with what was said, its translation and its spoken dub in every target language. Single ' +
  `clips come over HTTP; streams come over Socket.IO at \`${STS_SOCKET_PATH}\`, which docs/sts-protocol/v1.md describes.\n\n` +
  'Every refusal is `{"error": {…}}` with a code of docs/errors.md; programs decide by the code and by `retryable`. HEAD is answered wherever GET is; what ' +
  'else is asked of a path is refused with 405, and what is at no path with 404.';

/** Every route of the service, as OpenAPI 3.1. */
export function describeService(): OpenApiDocument {
  return openApiDocument({
    title: 'sts-service',
    description,
    version: packageVersion,
    routes: [oneShotRoute, ...operatingRoutes],
  });
}
