import { fileURLToPath } from 'node:url';
import { OneShotQuery, OneShotResponse } from '../src/index.js';
import type { MessageClass } from '../src/rules/shape.js';
import { asyncApiDocument, schemaOf, socketMessages } from '../src/schema/index.js';
import { readComments } from './wire/comments.js';
import { wireDocument } from './wire/document.js';
import { messageClasses } from './wire/message-classes.js';

/** From `build/tools` up to the package. */
const packageFolder = new URL('../../', import.meta.url);

/** What describes the protocol to those who have none of the sources. */
const protocol = '../../docs/sts-protocol/v1/';
const protocolMessages = [...socketMessages.map(({ message }) => message), OneShotQuery, OneShotResponse];

/** A file that is written from the classes and committed. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Every file that is made from the classes, as it should be. One after the other: what comes after the wire document is made
 * from the one that is there by then.
 */
export function* generatedFiles(): Generator<GeneratedFile> {
  const comments = readComments(fileURLToPath(new URL('src/', packageFolder)));
  yield { path: at('wire/v1.json'), text: json(wireDocument([...messageClasses.values()], comments)) };
  yield { path: at(`${protocol}asyncapi.json`), text: json(asyncApiDocument()) };
  for (const message of protocolMessages) {
    yield { path: at(`${protocol}${fileNameOf(message)}.schema.json`), text: json(schemaOf(message)) };
  }
}

/** `stream-init` of StreamInit. */
function fileNameOf({ name }: MessageClass): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}

function at(path: string): string {
  return fileURLToPath(new URL(path, packageFolder));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
