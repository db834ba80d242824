import { join } from 'node:path';
import type { OpenApiDocument } from '@dubbing/contracts/schema';
import { packageRoot } from '../../src/package-root.js';

/** Where the document is kept for readers who do not run the service. */
export const openApiFile = join(packageRoot, '../../docs/openapi/media-service.json');

export function asText(document: OpenApiDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
