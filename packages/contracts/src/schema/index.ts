export type { JsonSchema } from './json-schema.js';
export type {
  ContentDescription,
  ParameterDescription,
  ResponseDescription,
  RouteDescription,
  ServiceDescription,
} from './route.js';
export type {
  OpenApiContent,
  OpenApiDocument,
  OpenApiOperation,
  OpenApiParameter,
  OpenApiResponse,
} from './open-api-types.js';
export { wireDocument, type WireDocument } from './wire.js';
export { refTo } from './references.js';
export { schemaOf } from './schema-of.js';
export { errorBody, errorResponse } from './error-body.js';
export { openApiDocument } from './open-api.js';
export { openApiPage } from './open-api-page.js';
export { socketMessages, type SocketMessage } from './socket-messages.js';
export { asyncApiDocument, type AsyncApiDocument } from './async-api.js';
