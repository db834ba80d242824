import { fileURLToPath } from 'node:url';
import { readComments } from './wire/comments.js';
import { wireDocument } from './wire/document.js';
import { messageClasses } from './wire/message-classes.js';

/** From `build/tools` up to the package. */
const packageFolder = new URL('../../', import.meta.url);

/** A file that is written from the classes and committed. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Every file that is made from the classes, as it should be. */
export function generatedFiles(): readonly GeneratedFile[] {
  const comments = readComments(fileURLToPath(new URL('src/', packageFolder)));
  const wire = wireDocument([...messageClasses.values()], comments);
  return [{ path: at('wire/v1.json'), text: json(wire) }];
}

function at(path: string): string {
  return fileURLToPath(new URL(path, packageFolder));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
