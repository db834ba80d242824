import type { MessageClass } from '../rules/shape.js';
import { errorBody } from './error-body.js';
import { examplesOf } from './examples.js';
import type { JsonSchema } from './json-schema.js';
import type { OpenApiContent, OpenApiDocument, OpenApiOperation, OpenApiParameter } from './open-api-types.js';
import { redirected, referredIn, refTo, ruleTextsIn } from './references.js';
import type { ContentDescription, RouteDescription, ServiceDescription } from './route.js';
import { wireDocument } from './wire.js';

const components = '#/components/schemas/';
const errorBodyName = 'ErrorBody';

/**
 * The routes of a service as OpenAPI 3.1. Messages stand among its components under the names of their classes.
 * @throws Error when a route is described twice, or a part of its path is not described.
 */
export function openApiDocument({ title, description, version, routes }: ServiceDescription): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const route of routes) {
    const operations = (paths[route.path] ??= {});
    if (operations[route.method] !== undefined) throw new Error(`${nameOf(route)} is described twice`);
    operations[route.method] = operationOf(route);
  }
  const { $schema, $defs } = wireDocument();
  const hasErrors = JSON.stringify(paths).includes(`"${components}${errorBodyName}"`);
  const own = hasErrors ? { [errorBodyName]: errorBody } : {};
  const used = referredIn(paths, own);
  const schemas = { ...Object.fromEntries(used.map((name) => [name, $defs[name] ?? {}])), ...own };
  const tags = [...new Set(routes.flatMap((route) => route.tags ?? []))];
  const ruleTexts = ruleTextsIn(paths, schemas);
  return redirected<OpenApiDocument>(
    {
      openapi: '3.1.0',
      info: { title, description, version },
      jsonSchemaDialect: String($schema),
      ...(tags.length > 0 && { tags: tags.map((name) => ({ name })) }),
      paths,
      components: { schemas },
      ...(Object.keys(ruleTexts).length > 0 && { 'x-ruleTexts': ruleTexts }),
    },
    components,
  );
}

function operationOf(route: RouteDescription): OpenApiOperation {
  const { summary, description, tags, body } = route;
  const parameters = [...parametersOf(route), ...(route.query === undefined ? [] : queryOf(route.query))];
  return {
    operationId: nameOf(route).replaceAll(
      /[^A-Za-z0-9]+(\w)?/g,
      (_all, next: string | undefined) => next?.toUpperCase() ?? '',
    ),
    summary,
    ...(description !== undefined && { description }),
    ...(tags !== undefined && { tags }),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: { required: true, content: contentOf(body) } }),
    responses: Object.fromEntries(
      Object.entries(route.responses).map(([status, { content, ...response }]) => [
        status,
        { ...response, ...(content !== undefined && { content: contentOf(content) }) },
      ]),
    ),
  };
}

function parametersOf(route: RouteDescription): OpenApiParameter[] {
  const described = route.parameters ?? [];
  for (const [, part] of route.path.matchAll(/\{(\w+)\}/g)) {
    if (!described.some(({ name, in: place }) => place === 'path' && name === part)) {
      throw new Error(`${nameOf(route)}: {${part}} is not described`);
    }
  }
  return described.map(({ required, ...parameter }) => ({
    ...parameter,
    required: required ?? parameter.in === 'path',
  }));
}

/** Every field of a message as a parameter of the query; a list is one text, separated by commas. */
function queryOf(query: MessageClass): OpenApiParameter[] {
  const message = wireDocument().$defs[query.name] ?? refTo(query);
  const required = (message['required'] ?? []) as readonly string[];
  return Object.entries(message['properties'] as Readonly<Record<string, JsonSchema>>).map(([name, field]) => {
    const { description, 'x-commaSeparated': isList, ...schema } = field;
    return {
      name,
      in: 'query',
      ...(typeof description === 'string' && { description }),
      required: required.includes(name),
      ...(isList === true && { style: 'form', explode: false }),
      schema,
    } satisfies OpenApiParameter;
  });
}

function contentOf(content: ContentDescription): OpenApiContent {
  return Object.fromEntries(
    Object.entries(content).map(([contentType, described]) => {
      if (described === errorBody) return [contentType, { schema: { $ref: `${components}${errorBodyName}` } }];
      if (typeof described !== 'function') return [contentType, { schema: described }];
      const examples = Object.entries(examplesOf(described.name)).map(([name, value]) => [name, { value }] as const);
      return [
        contentType,
        {
          schema: refTo(described),
          ...(examples.length > 0 && { examples: Object.fromEntries(examples) }),
        },
      ];
    }),
  );
}

function nameOf({ method, path }: RouteDescription): string {
  return `${method} ${path}`;
}
