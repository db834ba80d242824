import { fileURLToPath } from 'node:url';
import type { OpenApiDocument } from '@dubbing/contracts/schema';

/** Where the document is kept for readers who do not run the service: from `build/test/support` up to the repository. */
export const openApiFile = fileURLToPath(new URL('../../../../../docs/openapi/sts-service.json', import.meta.url));

export function asText(document: OpenApiDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
