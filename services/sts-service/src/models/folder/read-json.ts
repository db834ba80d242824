import { readFileSync } from 'node:fs';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The object in a JSON file; undefined when the file is not there, is no JSON or holds something else. */
export function readJsonObject(file: string): JsonObject | undefined {
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
