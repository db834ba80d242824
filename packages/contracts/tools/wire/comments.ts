import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the sources say of a class, and of its fields. */
export interface ClassComments {
  readonly text: string | undefined;
  readonly fields: ReadonlyMap<string, string | undefined>;
}

/** A class of a file that Prettier has laid out: from its first line to the brace at the line's beginning. */
const classes = /(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\n)?export class (\w+)[^\n]* \{\n([^]*?)\n?\}\n/g;

/** A comment at one level of indentation, what is decorated, and a field. */
const fields = /(?: {2}\/\*\*((?:(?!\*\/)[^])*)\*\/\n)?((?: {2}(?:@[^\n]*|[ })][^\n]*)\n)*) {2}(\w+)[!?]?:[^\n]*;/g;

/** The doc comments of every class in a folder of TypeScript sources, by the class's name. */
export function readComments(folder: string): ReadonlyMap<string, ClassComments> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const found = files.flatMap((file) => commentsIn(readFileSync(join(folder, file), 'utf8')));
  return new Map(found);
}

/** The same of one source text. */
export function commentsIn(source: string): (readonly [string, ClassComments])[] {
  return [...source.matchAll(classes)].map(([, comment, name = '', body = '']) => {
    const told = [...`${body}\n`.matchAll(fields)].map(
      ([, fieldComment, , field = '']) => [field, plain(fieldComment)] as const,
    );
    return [name, { text: plain(comment), fields: new Map(told) }] as const;
  });
}

/** A comment without its stars and line breaks; an empty line stays as one, and what comes with an `@` is for programmers. */
function plain(comment: string | undefined): string | undefined {
  const lines = comment?.split('\n').map((line) => line.replace(/^\s*\*? ?/, '').trimEnd()) ?? [];
  const end = lines.findIndex((line) => line.startsWith('@'));
  const words = (end === -1 ? lines : lines.slice(0, end)).join('\n').trim();
  const text = words.split(/\n{2,}/).map((paragraph) => paragraph.replaceAll('\n', ' '));
  return words === '' ? undefined : text.join('\n\n');
}
