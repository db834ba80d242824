import type { JsonSchema } from '../json-schema.js';
import type { OpenApiContent, OpenApiOperation, OpenApiResponse } from '../open-api-types.js';
import { fieldTable, rowsOf } from './field-table.js';
import { kindOf, limitsOf } from './limits.js';
import { html, inline, joined, prose, type Markup } from './markup.js';

type Texts = Readonly<Record<string, string>>;

/** A route: what it is for, what it takes, and each of its answers. */
export function operationSection(path: string, method: string, operation: OpenApiOperation, texts: Texts): Markup {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(({ name, in: place, required, description: words, explode, schema }) => ({
    name,
    notes: [
      `in the ${place}`,
      ...(required ? ['required'] : []),
      ...(explode === false ? ['separated by commas'] : []),
    ],
    description: words,
    schema,
  }));
  return html`<section aria-labelledby="${operationId}">
    <h3 id="${operationId}">
      <code><b>${method.toUpperCase()}</b> ${path}</code> ${summary}
    </h3>
    ${prose(description)}
    ${rows.length === 0 ? undefined : fieldTable('Parameters', rows, texts)}${
      requestBody === undefined
        ? undefined
        : html`<h4>Body</h4>
            ${contentList(requestBody.content, texts)}`
    }
    <h4>Answers</h4>
    <dl>${Object.entries(responses).map(([status, response]) => answer(status, response, texts))}</dl>
  </section> `;
}

function answer(status: string, { description, headers = {}, content = {} }: OpenApiResponse, texts: Texts): Markup {
  const rows = Object.entries(headers).map(([name, header]) => ({ name, notes: [], ...header }));
  return html`<dt><code>${status}</code></dt>
    <dd>
      ${inline(description)}
      ${rows.length === 0 ? undefined : fieldTable('Headers', rows, texts)}${contentList(content, texts)}
    </dd> `;
}

function contentList(content: OpenApiContent, texts: Texts): Markup[] {
  return Object.entries(content).map(([contentType, { schema, examples = {} }]) => {
    const rows = rowsOf(schema);
    const limits = limitsOf(schema);
    return html`<p>
        <code>${contentType}</code>:
        ${isBare(schema) && !/json/.test(contentType) ? 'bytes' : kindOf(schema)}${limits.length === 0 ? undefined : html`; ${joined(limits, '; ')}`}
      </p>
      ${rows.length === 0 ? undefined : fieldTable('Fields', rows, texts)}${Object.entries(examples).map(
        ([name, { value }]) =>
          html`<details>
            <summary>Example ${name}</summary>
            <pre tabindex="0"><code>${JSON.stringify(value, undefined, 2)}</code></pre>
          </details> `,
      )}`;
  });
}

/** Nothing is said of what JSON has no words for. */
function isBare(schema: JsonSchema): boolean {
  return Object.keys(schema).length === 0;
}
