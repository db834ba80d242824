import type { JsonSchema, ParameterDescription, ResponseDescription } from '@dubbing/contracts/schema';
import { errorResponse } from '@dubbing/contracts/schema';

/** What a stream is called. */
export const streamId: ParameterDescription = {
  name: 'id',
  in: 'path',
  description: 'The name of a stream.',
  schema: { type: 'string', pattern: '^[a-z0-9-]{1,64}$' },
};

export const unknownStream = errorResponse('There is no such stream.');

/** An answer in one type of content. */
export function answer(description: string, contentType: string, schema: JsonSchema): ResponseDescription {
  return { description, content: { [contentType]: schema } };
}

export function json(
  description: string,
  properties: Readonly<Record<string, JsonSchema>>,
  required = Object.keys(properties),
) {
  return answer(description, 'application/json', { type: 'object', required, properties });
}

/** Bytes, whatever they hold. */
export const bytes: JsonSchema = {};

export const text: JsonSchema = { type: 'string' };
