import type { JsonSchema } from '../json-schema.js';
import { kindOf, limitsOf, unitOf } from './limits.js';
import { html, inline, joined, type Markup, type Part } from './markup.js';

/** A field, a parameter or a header, as a row of a table. */
export interface Row {
  readonly name: string;
  /** Such as `required`, or `in the path`. */
  readonly notes: readonly Part[];
  readonly description: string | undefined;
  readonly schema: JsonSchema;
}

/**
 * A table of fields. On a narrow screen every row becomes a block; the roles keep it a table for those who hear it.
 * @param caption What the fields are of.
 * @param texts Of the rules that JSON Schema has no words for.
 */
export function fieldTable(caption: string, rows: readonly Row[], texts: Readonly<Record<string, string>>): Markup {
  const heads = ['Field', 'Type', 'Limits', 'Description'];
  return html`<table role="table">
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map((row) => rowOf(row, texts))}
    </tbody>
  </table> `;
}

function rowOf({ name, notes, description, schema }: Row, texts: Readonly<Record<string, string>>): Markup {
  const unit = unitOf(name);
  const isList = schema['type'] === 'array';
  const rules = ((schema['x-rules'] ?? []) as readonly string[]).map((rule) => inline(texts[rule] ?? rule));
  return html`<tr role="row">
    <th role="rowheader" scope="row"><code>${name}</code>${notes.map((note) => html` <small>${note}</small>`)}</th>
    <td role="cell">${kindOf(schema)}${unit === '' || isList ? undefined : html`, in ${unit}`}</td>
    <td role="cell">${joined(limitsOf(schema), '; ')}</td>
    <td role="cell">${joined([...(description === undefined ? [] : [inline(description)]), ...rules], ' ')}</td>
  </tr> `;
}

/** The fields of an object, with when each of them has to be there, and those of objects that are written within it. */
export function rowsOf(schema: JsonSchema, path = ''): Row[] {
  const required = (schema['required'] ?? []) as readonly string[];
  const conditions = (schema['allOf'] ?? []) as readonly JsonSchema[];
  return Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>).flatMap(
    ([name, field]) => [
      {
        name: `${path}${name}`,
        notes: [
          ...(required.includes(name) ? ['required'] : []),
          ...conditions.flatMap((one) => conditionFor(name, one)),
        ],
        description: field['description'] as string | undefined,
        schema: field,
      },
      ...rowsOf(field, `${path}${name}.`),
      ...rowsOf((field['items'] ?? {}) as JsonSchema, `${path}${name}[].`),
    ],
  );
}

function conditionFor(field: string, condition: JsonSchema): Part[] {
  const consequence = condition['then'] as { readonly required?: readonly string[] } | undefined;
  if (consequence?.required?.includes(field) !== true) return [];
  const premise = condition['if'] as { readonly properties?: Readonly<Record<string, JsonSchema>> } | undefined;
  return Object.entries(premise?.properties ?? {}).map(
    ([other, { const: is }]) => html`required where <code>${other}</code> is <code>${String(is)}</code>`,
  );
}
