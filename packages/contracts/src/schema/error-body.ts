import type { JsonSchema } from './json-schema.js';
import type { ResponseDescription } from './route.js';

/** The body of every refusal: `{ "error": ErrorInfo }`. */
export const errorBody: JsonSchema = {
  description: 'Why a request was refused, or failed.',
  type: 'object',
  required: ['error'],
  properties: { error: { $ref: '#/$defs/ErrorInfo' } },
};

/** A refusal, with the error in its body. @param description When it comes, such as `There is no such stream.` */
export function errorResponse(description: string): ResponseDescription {
  return { description, content: { 'application/json': errorBody } };
}
