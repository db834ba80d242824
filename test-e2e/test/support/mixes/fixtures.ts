import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Wire } from './contract-version.js';
import { folderOf } from './released.js';

/** A frozen sample of a message, as a released package brings it. */
export interface Fixture {
  readonly name: string;
  /** The file's text. */
  readonly text: string;
  /** The name of the message's class. */
  readonly message: string;
  readonly wire: Wire;
  /** What it is once it was read. */
  readonly parsed: Wire;
}

export function fixturesOf(version: string): Fixture[] {
  const folder = join(folderOf(version), 'fixtures', 'v1');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const { message, wire, parsed = wire } = JSON.parse(text) as { message: string; wire: unknown; parsed?: unknown };
      const name = basename(file, '.json');
      return { name, text, message, wire: revive(wire) as Wire, parsed: revive(parsed) as Wire };
    });
}

/** A deep copy with the bytes that `{"$base64": …}` stands for. */
function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  if ('$base64' in value && typeof value.$base64 === 'string') return Buffer.from(value.$base64, 'base64');
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, revive(field)]));
}
