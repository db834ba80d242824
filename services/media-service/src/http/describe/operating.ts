import type { JsonSchema, RouteDescription } from '@dubbing/contracts/schema';
import { answer, json, text } from './parts.js';

const tags = ['operating'];

const partSchema: JsonSchema = {
  type: 'object',
  required: ['status'],
  properties: {
    status: {
      description: '`down`: it does not work. `degraded`: it works with less than it should have.',
      enum: ['ok', 'degraded', 'down'],
    },
    problem: { description: 'What is wrong, for people; absent when all is well.', type: 'string' },
  },
  description: 'How the part stands, with numbers and names that tell more of it.',
  additionalProperties: { type: ['string', 'number', 'boolean'] },
};

/** What operators and their tools ask for. */
export const operatingRouteDescriptions: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/health',
    summary: 'How each part of the work stands',
    tags,
    responses: {
      200: json(
        'The process can do its work, if not all of it. While it drains, streams end one after the other and none begins.',
        {
          status: { enum: ['ok', 'degraded', 'draining'] },
          service: { const: 'media-service' },
          version: text,
          parts: {
            type: 'object',
            description: '`media-server`, `streams`, `speech-to-speech`.',
            additionalProperties: partSchema,
          },
        },
      ),
    },
  },
  {
    method: 'get',
    path: '/health/live',
    summary: 'Whether the process answers',
    tags,
    responses: { 200: json('It does.', { status: { const: 'live' } }) },
  },
  {
    method: 'get',
    path: '/health/ready',
    summary: 'Whether the service can take streams',
    tags,
    responses: {
      200: json('It can.', { status: { const: 'ready' } }),
      503: json('It cannot.', {
        status: { enum: ['not-ready', 'draining'] },
        problems: {
          type: 'object',
          description: 'What is wrong, for people, by what has to work.',
          additionalProperties: { type: 'string' },
        },
      }),
    },
  },
  {
    method: 'get',
    path: '/metrics',
    summary: 'Metrics for Prometheus',
    tags,
    responses: { 200: answer('Its text format.', 'text/plain', text) },
  },
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    tags,
    responses: { 200: answer('OpenAPI 3.1.', 'application/json', { type: 'object' }) },
  },
  {
    method: 'get',
    path: '/docs',
    summary: 'This document, to read',
    tags,
    responses: { 200: answer('A page without scripts.', 'text/html', text) },
  },
];
