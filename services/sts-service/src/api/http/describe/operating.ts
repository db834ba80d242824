import { ErrorInfo, engineFamilies, engineProviders, engineStages } from '@dubbing/contracts';
import { refTo, type JsonSchema, type RouteDescription } from '@dubbing/contracts/schema';

const tags = ['operating'];

/** The body of `/health/ready`. */
export const readinessSchema: JsonSchema = {
  type: 'object',
  required: ['status', 'engines'],
  properties: {
    status: { enum: ['ready', 'unavailable'] },
    engines: {
      description: 'The engines that are loaded.',
      type: 'array',
      items: {
        type: 'object',
        required: ['stage', 'name', 'family'],
        properties: {
          stage: { enum: engineStages },
          name: { type: 'string' },
          family: { enum: engineFamilies },
          provider: { description: 'Where a neural model computes.', enum: engineProviders },
          memoryBytes: { description: 'Physical memory of its processes, where it has any.', type: 'number' },
        },
      },
    },
    error: { description: 'Why it is not ready.', ...refTo(ErrorInfo) },
    degraded: {
      description: 'Why engines are not there although others of their stage are.',
      type: 'array',
      items: refTo(ErrorInfo),
    },
  },
};

/** What operators and their tools ask for. */
export const operatingRoutes: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/health/live',
    summary: 'Whether the process serves',
    tags,
    responses: {
      200: {
        description: 'It does.',
        content: {
          'application/json': { type: 'object', required: ['status'], properties: { status: { const: 'live' } } },
        },
      },
    },
  },
  {
    method: 'get',
    path: '/health/ready',
    summary: 'Whether there is an engine for every stage',
    tags,
    responses: {
      200: { description: 'There is.', content: { 'application/json': readinessSchema } },
      503: { description: 'There is not: `error` tells why.', content: { 'application/json': readinessSchema } },
    },
  },
  {
    method: 'get',
    path: '/metrics',
    summary: 'Metrics for Prometheus',
    tags,
    responses: { 200: { description: 'Its text format.', content: { 'text/plain': { type: 'string' } } } },
  },
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    tags,
    responses: { 200: { description: 'OpenAPI 3.1.', content: { 'application/json': { type: 'object' } } } },
  },
  {
    method: 'get',
    path: '/docs',
    summary: 'This document, to read',
    tags,
    responses: { 200: { description: 'A page without scripts.', content: { 'text/html': { type: 'string' } } } },
  },
];
