import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describeError } from '../errors/convert.js';
import type { ConfigFault } from './config-error.js';

/** The top-level entries of a YAML file; none, and a fault, when there is no reading it. */
export function readFile(path: string, faults: ConfigFault[]): Readonly<Record<string, unknown>> {
  const fault = (message: string): Readonly<Record<string, unknown>> => {
    faults.push({ field: '(file)', source: `file ${path}`, message });
    return {};
  };
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return fault(`cannot be read: ${describeError(error)}`);
  }
  // An empty file, or one with comments alone, changes nothing and is no fault.
  if (content === null || content === undefined) return {};
  if (typeof content !== 'object' || Array.isArray(content)) {
    return fault('must hold one field per line, such as "port: 8080"');
  }
  return content as Record<string, unknown>;
}
