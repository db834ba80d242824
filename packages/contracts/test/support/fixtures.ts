import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { MessageClass } from '../../src/rules/shape.js';
import { messageClasses } from '../../tools/wire/message-classes.js';

/** From `build/test/support` up to the package. */
const directory = new URL('../../../fixtures/v1/', import.meta.url);

/** A frozen sample of a message. */
export interface Fixture {
  /** The file's name without its ending. One that ends in `.minimal` has required fields only. */
  readonly name: string;
  readonly messageClass: MessageClass;
  /** A new copy of the message as it is on the wire, its binary fields as Buffers. */
  wire(): Record<string, unknown>;
  /** What it must be once parsed; the same as on the wire unless the file says otherwise. */
  parsed(): Record<string, unknown>;
}

interface FixtureFile {
  readonly message: string;
  readonly wire: unknown;
  readonly parsed?: unknown;
}

export const fixtures: readonly Fixture[] = readdirSync(directory)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => {
    const { message, wire, parsed } = JSON.parse(readFileSync(new URL(file, directory), 'utf8')) as FixtureFile;
    const messageClass = messageClasses.get(message);
    if (messageClass === undefined) throw new Error(`${file} is a sample of ${message}, which is no message`);
    return {
      name: basename(file, '.json'),
      messageClass,
      wire: () => revive(wire) as Record<string, unknown>,
      parsed: () => revive(parsed ?? wire) as Record<string, unknown>,
    };
  });

/** The fixture of that name, on the wire. */
export function wireOf(name: string): Record<string, unknown> {
  const fixture = fixtures.find((candidate) => candidate.name === name);
  if (fixture === undefined) throw new Error(`there is no fixture ${name}`);
  return fixture.wire();
}

/** A deep copy in which `{"$base64": ...}` has become the Buffer that it stands for. */
function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first?.[0] === '$base64') return Buffer.from(String(first[1]), 'base64');
  return Object.fromEntries(entries.map(([key, item]) => [key, revive(item)]));
}
