import { readFile } from 'node:fs/promises';
import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../../errors.js';
import { fragmentOf, isFields, outputOf, type AsRunFragment, type AsRunOutput } from './as-run-line.js';

/** The part of a record that one run of a worker wrote: programme time and the names of fragments begin anew with each. */
export interface AsRunSession {
  session: string;
  /** In the order of the programme. */
  fragments: AsRunFragment[];
  /** In the order in which they were written. */
  outputs: AsRunOutput[];
}

export interface AsRun {
  /** Oldest first. */
  sessions: AsRunSession[];
  /** Last lines of files that were not whole: what a crash leaves, or what was just being written. */
  truncatedLines: number;
  /** Lines of kinds that this reader does not know. */
  unknownLines: number;
}

/**
 * Reads a record.
 * @param files the files of one record, oldest first: those that were set aside, then the current one
 * @throws DubbingError AS_RUN_INVALID for a line that is no record; `source` is its file and line
 */
export async function readAsRun(files: readonly string[]): Promise<AsRun> {
  const texts = await Promise.all(
    files.map(async (file) => {
      try {
        return { name: file, text: await readFile(file, 'utf8') };
      } catch (cause) {
        throw new DubbingError(errorCodes.AS_RUN_INVALID, `the as-run record ${file} cannot be read`, {
          source: file,
          cause,
        });
      }
    }),
  );
  return parseAsRun(texts);
}

/** The same of texts that are in memory. */
export function parseAsRun(files: readonly { name: string; text: string }[]): AsRun {
  const sessions = new Map<string, AsRunSession>();
  const record: AsRun = { sessions: [], truncatedLines: 0, unknownLines: 0 };
  for (const { name, text } of files) {
    const lines = text.split('\n');
    lines.forEach((line, index) => {
      if (line.trim() === '') return;
      const source = `${name}:${index + 1}`;
      const fields = parseLine(line, source, index === lines.length - 1);
      if (fields === undefined) record.truncatedLines += 1;
      else if (!add(sessions, fields, source)) record.unknownLines += 1;
    });
  }
  record.sessions = [...sessions.values()];
  for (const { fragments } of record.sessions)
    fragments.sort((a, b) => a.startMs - b.startMs || a.sequence - b.sequence);
  return record;
}

/** @returns undefined for the last line of a file that is not whole: it has no end, and is no JSON */
function parseLine(line: string, source: string, isUnended: boolean): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (isFields(value)) return value;
  } catch (cause) {
    if (isUnended) return undefined;
    throw new DubbingError(errorCodes.AS_RUN_INVALID, `${source} is no JSON`, { source, cause });
  }
  throw new DubbingError(errorCodes.AS_RUN_INVALID, `${source} is no object`, { source });
}

function add(sessions: Map<string, AsRunSession>, fields: Record<string, unknown>, source: string): boolean {
  const { type, session: named } = fields;
  if (type !== 'fragment' && type !== 'output') return false;
  const name = typeof named === 'string' ? named : '';
  const session = sessions.get(name) ?? { session: name, fragments: [], outputs: [] };
  sessions.set(name, session);
  if (type === 'fragment') session.fragments.push(fragmentOf(fields, source));
  else session.outputs.push(outputOf(fields, source));
  return true;
}
