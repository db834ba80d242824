import type { JsonSchema } from './json-schema.js';

/** As much of OpenAPI 3.1 as `openApiDocument` writes. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly description: string; readonly version: string };
  readonly jsonSchemaDialect: string;
  readonly tags?: readonly { readonly name: string }[];
  readonly paths: { readonly [path: string]: { readonly [method: string]: OpenApiOperation } };
  readonly components: { readonly schemas: { readonly [name: string]: JsonSchema } };
  /** What the rules ask for that JSON Schema has no words for, by their names in `x-rules`. */
  readonly 'x-ruleTexts'?: { readonly [rule: string]: string };
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly OpenApiParameter[];
  readonly requestBody?: { readonly required: true; readonly content: OpenApiContent };
  readonly responses: { readonly [status: string]: OpenApiResponse };
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description?: string;
  readonly required: boolean;
  readonly style?: 'form';
  readonly explode?: false;
  readonly schema: JsonSchema;
}

export interface OpenApiResponse {
  readonly description: string;
  readonly headers?: { readonly [name: string]: { readonly description: string; readonly schema: JsonSchema } };
  readonly content?: OpenApiContent;
}

export interface OpenApiContent {
  readonly [contentType: string]: {
    readonly schema: JsonSchema;
    readonly examples?: { readonly [name: string]: { readonly value: unknown } };
  };
}
