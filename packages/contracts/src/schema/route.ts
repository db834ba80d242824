import type { MessageClass } from '../rules/shape.js';
import type { JsonSchema } from './json-schema.js';

/** What a body holds, by its content type: a message, or a schema of one's own, which may have `refTo(MessageClass)` in it. */
export type ContentDescription = { readonly [contentType: string]: MessageClass | JsonSchema };

/** A part of the path in braces, a header, or a field of the query that no message describes. */
export interface ParameterDescription {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  /** Default: true in a path, false elsewhere. */
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

export interface ResponseDescription {
  readonly description: string;
  readonly content?: ContentDescription;
  readonly headers?: { readonly [name: string]: { readonly description: string; readonly schema: JsonSchema } };
}

/** A route of a service. */
export interface RouteDescription {
  readonly method: 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete';
  /** With its variable parts in braces: `/v1/streams/{id}`. Each of them is among the `parameters`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly ParameterDescription[];
  /** The message that the query of the URL is read as: each of its fields is a parameter. */
  readonly query?: MessageClass;
  readonly body?: ContentDescription;
  readonly responses: { readonly [status: string]: ResponseDescription };
}

/** What a service tells of itself and its routes. */
export interface ServiceDescription {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly routes: readonly RouteDescription[];
}
