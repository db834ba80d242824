import type { JsonSchema } from './json-schema.js';
import type { OpenApiDocument, OpenApiOperation } from './open-api-types.js';
import { fieldTable, rowsOf } from './page/field-table.js';
import { html, inline, prose, type Markup } from './page/markup.js';
import { operationSection } from './page/operation.js';
import { style } from './page/style.js';

interface Route {
  readonly path: string;
  readonly method: string;
  readonly operation: OpenApiOperation;
}

/**
 * A page to read an OpenAPI document on: every route with what it takes and answers, every message with its fields. One piece
 * of HTML, without scripts and without anything from elsewhere; whatever the document says is escaped.
 */
export function openApiPage(document: OpenApiDocument): string {
  const { info, paths, components } = document;
  const texts = document['x-ruleTexts'] ?? {};
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = [...byTag(routes)];
  const messages = Object.entries(components.schemas);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title} ${info.version}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <a class="skip" href="#routes">To the routes</a>
        <header>
          <h1>${info.title} <small>${info.version}</small></h1>
          ${prose(info.description)}
        </header>
        <nav aria-label="Contents">
          ${groups.map(([tag, group]) => contents(tag, group))}
          <p><a href="#messages">Messages</a></p>
        </nav>
        <main id="routes">
          ${groups.map(([tag, group]) => section(tag, group, texts))}
          <h2 id="messages">Messages</h2>
          <p>Fields that are not told here pass. A field that is <code>null</code> counts as absent.</p>
          ${messages.map(([name, schema]) => message(name, schema, texts))}
        </main>
      </body>
    </html> `;
  return page.text;
}

/** Routes by their first tag, in the order of the document. */
function byTag(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  const groups = new Map<string, Route[]>();
  for (const route of routes) {
    const tag = route.operation.tags?.[0] ?? 'routes';
    groups.set(tag, [...(groups.get(tag) ?? []), route]);
  }
  return groups;
}

function contents(tag: string, routes: readonly Route[]): Markup {
  const items = routes.map(
    ({ path, method, operation: { operationId, summary } }) =>
      html`<li>
        <a href="#${operationId}"><code>${method.toUpperCase()} ${path}</code></a> ${summary}
      </li> `,
  );
  return html`<p>${heading(tag)}</p>
    <ul>
      ${items}
    </ul> `;
}

function section(tag: string, routes: readonly Route[], texts: Readonly<Record<string, string>>): Markup {
  return html`<h2>${heading(tag)}</h2>
    ${routes.map(({ path, method, operation }) => operationSection(path, method, operation, texts))}`;
}

function heading(tag: string): string {
  return tag.slice(0, 1).toUpperCase() + tag.slice(1);
}

function message(name: string, schema: JsonSchema, texts: Readonly<Record<string, string>>): Markup {
  const { description } = schema;
  return html`<section aria-labelledby="message-${name}">
    <h3 id="message-${name}">${name}</h3>
    <p>${typeof description === 'string' ? inline(description) : undefined}</p>
    ${fieldTable(`Fields of ${name}`, rowsOf(schema), texts)}
  </section> `;
}
