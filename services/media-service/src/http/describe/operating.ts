import type { RouteDescription } from '@dubbing/contracts/schema';
import { answer, json, text } from './parts.js';

const tags = ['operating'];

/** What operators and their tools ask for. */
export const operatingRouteDescriptions: readonly RouteDescription[] = [
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
        status: { const: 'not-ready' },
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
