import { CreateStream, OneShotQuery, OneShotResponse, StreamStatus } from '../../src/index.js';
import { errorResponse, refTo, type ServiceDescription } from '../../src/schema/index.js';

/** A service that has a route of every kind. */
export const service: ServiceDescription = {
  title: 'A service',
  description: 'What it is for, with `code` and <b>no</b> markup.',
  version: '1.2.3',
  routes: [
    {
      method: 'post',
      path: '/v1/streams',
      summary: 'Starts a stream',
      description: 'First paragraph.\n\nSecond.',
      tags: ['streams'],
      body: { 'application/json': CreateStream },
      responses: {
        201: {
          description: 'It starts.',
          content: { 'application/json': StreamStatus },
          headers: { Location: { description: 'Where it is.', schema: { type: 'string' } } },
        },
        400: errorResponse('The body is wrong.'),
      },
    },
    {
      method: 'get',
      path: '/v1/streams',
      summary: 'All streams',
      tags: ['streams'],
      responses: {
        200: {
          description: 'As they are.',
          content: {
            'application/json': {
              type: 'object',
              required: ['streams'],
              properties: {
                streams: { type: 'array', items: refTo(StreamStatus) },
                pages: {
                  type: 'array',
                  items: { type: 'object', required: ['number'], properties: { number: { const: 1 } } },
                },
              },
            },
          },
        },
      },
    },
    {
      method: 'delete',
      path: '/v1/streams/{id}',
      summary: 'Ends a stream',
      tags: ['streams'],
      parameters: [{ name: 'id', in: 'path', description: 'Its name.', schema: { type: 'string' } }],
      responses: { 202: { description: 'It ends.' }, 404: errorResponse('There is no such stream.') },
    },
    {
      method: 'post',
      path: '/v1/clips',
      summary: 'One clip & its dubs',
      tags: ['clips'],
      query: OneShotQuery,
      parameters: [
        { name: 'x-request-id', in: 'header', description: 'For the log.', schema: { type: 'string', maxLength: 64 } },
      ],
      body: { 'audio/wav': { 'x-binary': true, 'x-maxBytes': 1_000_000 }, 'audio/L16': {} },
      responses: { 200: { description: 'The dubs.', content: { 'application/json': OneShotResponse } } },
    },
  ],
};
