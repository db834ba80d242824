import { ErrorInfo, engineFamilies, engineProviders, engineStages } from '@dubbing/contracts';
import { refTo, type JsonSchema, type RouteDescription } from '@dubbing/contracts/schema';

const tags = ['operating'];

/** The body of `/health/ready`. */
export const readinessSchema: JsonSchema = {
  type: 'object',
  required: ['status', 'engines'],
  properties: {
    status: { enum: ['ready', 'unavailable', 'draining'] },
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

/** The body of `/health`. */
export const healthSchema: JsonSchema = {
  type: 'object',
  required: ['status', 'service', 'version', 'parts'],
  properties: {
    status: { enum: ['ok', 'degraded', 'draining', 'unavailable'] },
    service: { const: 'sts-service' },
    version: { type: 'string' },
    parts: {
      description: '`asr`, `translation`, `tts`, `models`, `sessions`.',
      type: 'object',
      additionalProperties: {
        description: 'How the part stands, with numbers and names that tell more of it.',
        type: 'object',
        required: ['status'],
        properties: {
          status: {
            description: '`down`: it does not work. `degraded`: it works with less than it should have.',
            enum: ['ok', 'degraded', 'down'],
          },
          problem: { description: 'What is wrong, for people; absent when all is well.', type: 'string' },
        },
        additionalProperties: { type: ['string', 'number', 'boolean'] },
      },
    },
  },
};

/** What operators and their tools ask for. */
export const operatingRoutes: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/health',
    summary: 'How each part of the work stands',
    tags,
    responses: {
      200: {
        description: 'It can serve sessions, or it drains: what is in flight is answered and no session begins.',
        content: { 'application/json': healthSchema },
      },
      503: {
        description: 'It cannot: engines are being loaded, or a stage has none.',
        content: { 'application/json': healthSchema },
      },
    },
  },
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
