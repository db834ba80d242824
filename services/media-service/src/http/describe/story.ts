import { errorResponse, type JsonSchema, type RouteDescription } from '@dubbing/contracts/schema';
import { answer, json, streamId, unknownStream } from './parts.js';

const tags = ['what is said'];

const ptsNs: JsonSchema = { type: 'string', pattern: '^-?\\d+$', description: 'Programme time: nanoseconds, decimal.' };
const caption: JsonSchema = {
  type: 'object',
  required: ['fragmentId', 'startPtsNs', 'endPtsNs', 'language', 'text', 'isFinal', 'revision'],
  properties: {
    fragmentId: { type: 'string' },
    startPtsNs: ptsNs,
    endPtsNs: ptsNs,
    language: { type: 'string' },
    text: { type: 'string', description: 'Empty where what was told of the fragment is void.' },
    isFinal: { type: 'boolean' },
    revision: { type: 'integer', minimum: 1, description: 'Counts up within the fragment and the language.' },
  },
};
const events: JsonSchema = {
  type: 'string',
  description: 'Server-sent events, each with a number as its `id`; `x-events` has what their `data` hold.',
  'x-events': {
    partial: {
      ...caption,
      description: 'The original, as far as it is recognised. A later one of its fragment takes its place.',
    },
    final: { ...caption, description: 'The original as it stays.' },
    dub: { ...caption, description: 'A translation, once per fragment and language.' },
    restart: { type: 'object', description: 'A new programme began: fragments and times count anew.' },
    end: { type: 'object', description: 'The stream is over; the answer ends.' },
  },
};

/** What was said in a stream, and what became of it. */
export const storyRouteDescriptions: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/v1/streams/{id}/as-run',
    summary: 'Read the as-run record',
    description:
      'What became of every fragment of this run of the stream, page by page; docs/as-run.md tells of the fields of the entries.',
    tags,
    parameters: [
      streamId,
      {
        name: 'limit',
        in: 'query',
        description: 'The most entries of a page.',
        schema: { type: 'integer', minimum: 1, maximum: 2000, default: 500 },
      },
      {
        name: 'after',
        in: 'query',
        description: 'The `next` of an earlier page. Without it, the last entries.',
        schema: { type: 'string', pattern: '^\\d{1,20}-\\d{1,16}$' },
      },
    ],
    responses: {
      200: json('A page, oldest entry first.', {
        entries: {
          type: 'array',
          items: {
            type: 'object',
            required: ['recordedAt'],
            properties: { recordedAt: { type: 'string', format: 'date-time' } },
          },
        },
        next: { type: 'string', description: 'What is written after this page.' },
      }),
      400: errorResponse('A parameter cannot be used; the error names it.'),
      404: errorResponse('There is no such stream, or no record is kept of it.'),
    },
  },
  {
    method: 'get',
    path: '/v1/streams/{id}/captions',
    summary: 'Hear what is being said',
    description:
      'As it is recognised, ahead of the programme by most of its delay. Whoever comes late gets the last finals and translations first. A reader that is slow ' +
      'loses what is old; one that takes nothing for 45 s is left.',
    tags,
    parameters: [
      streamId,
      {
        name: 'Last-Event-ID',
        in: 'header',
        description: 'The `id` of the last event that is known: what was told before it is left out.',
        schema: { type: 'string' },
      },
    ],
    responses: {
      200: answer('Events, until the stream is over.', 'text/event-stream', events),
      204: { description: 'The stream is over: browsers do not come back.' },
      404: unknownStream,
    },
  },
];
