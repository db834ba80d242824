import { MediaAuth, MediaHook } from '@dubbing/contracts';
import { errorResponse, type RouteDescription } from '@dubbing/contracts/schema';
import { json } from './parts.js';

const tags = ['hooks of the media server'];
const body = { 'application/json': MediaHook };
const invalid = errorResponse('The body is no such message; the error names the field.');

const unauthorized = errorResponse('The secret of the hooks is missing, or is another.');

const outcome = (...actions: string[]) =>
  json(
    'What came of it. Own outputs, unknown paths and repetitions are ignored.',
    {
      action: { enum: actions },
      stream: { type: 'string', description: 'The name of the stream that it is about.' },
      reason: { type: 'string', description: 'Why it was ignored.' },
    },
    ['action'],
  );

/** `/v1/mediamtx/events`: what the media server calls. */
export const hookRouteDescriptions: readonly RouteDescription[] = [
  {
    method: 'post',
    path: '/v1/mediamtx/events/ready',
    summary: 'Something is published',
    description:
      'Starts the stream of that path, or goes on with it. A publish whose stream was ended, or failed for good, is ignored.',
    tags,
    body,
    responses: {
      200: outcome('started', 'resumed', 'running', 'waiting', 'ignored'),
      400: invalid,
      401: unauthorized,
      503: errorResponse('As many streams as are allowed are running, or the service is shutting down.'),
    },
  },
  {
    method: 'post',
    path: '/v1/mediamtx/events/not-ready',
    summary: 'It is published no longer',
    description: 'Ends the stream unless its publisher comes back within the grace period.',
    tags,
    body,
    responses: { 200: outcome('ending', 'ignored'), 400: invalid, 401: unauthorized },
  },
  {
    method: 'post',
    path: '/v1/mediamtx/auth',
    summary: 'Somebody wants to publish or read',
    description:
      "What MediaMTX asks with `authMethod: http`, by the access file. The secret of the hooks is a bearer token, or Basic's password.",
    tags,
    body: { 'application/json': MediaAuth },
    responses: {
      204: { description: 'They may.' },
      400: invalid,
      401: errorResponse('They may not, or the secret of the hooks is missing or another.'),
    },
  },
];
