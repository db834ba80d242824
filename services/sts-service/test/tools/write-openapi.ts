import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describeService } from '../../src/api/http/describe/service.js';
import { asText, openApiFile } from '../support/openapi-file.js';

// npm run openapi: writes the document anew after a route, or a message, has changed.
mkdirSync(dirname(openApiFile), { recursive: true });
writeFileSync(openApiFile, asText(describeService()));
