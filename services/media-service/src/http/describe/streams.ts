import { CreateStream, StreamStatus } from '@dubbing/contracts';
import { errorResponse, refTo, type RouteDescription } from '@dubbing/contracts/schema';
import { json, streamId, text, unknownStream } from './parts.js';

const tags = ['streams'];
const status = { 'application/json': StreamStatus };

/** `/v1/streams`: the streams of the service. */
export const streamRouteDescriptions: readonly RouteDescription[] = [
  {
    method: 'post',
    path: '/v1/streams',
    summary: 'Start a stream',
    description: 'What is left out is as the service is configured.',
    tags,
    body: { 'application/json': CreateStream },
    responses: {
      201: {
        description: 'It is starting.',
        headers: { Location: { description: 'Where it can be asked about.', schema: text } },
        content: status,
      },
      400: errorResponse('The body is no such message, or asks for what cannot be; the error names the field.'),
      409: errorResponse('A running stream has the name.'),
      503: errorResponse('As many streams as are allowed are running, or the service is shutting down.'),
    },
  },
  {
    method: 'get',
    path: '/v1/streams',
    summary: 'List the streams',
    description: 'Those that run, and for a while those that are over.',
    tags,
    responses: {
      200: json('How each of them stands.', { streams: { type: 'array', items: refTo(StreamStatus) } }),
    },
  },
  {
    method: 'get',
    path: '/v1/streams/{id}',
    summary: 'Ask about a stream',
    tags,
    parameters: [streamId],
    responses: { 200: { description: 'How it stands.', content: status }, 404: unknownStream },
  },
  {
    method: 'delete',
    path: '/v1/streams/{id}',
    summary: 'End a stream',
    tags,
    parameters: [streamId],
    responses: { 202: { description: 'It is ending, or over.', content: status }, 404: unknownStream },
  },
];
