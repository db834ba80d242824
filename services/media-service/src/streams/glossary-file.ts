import { readFileSync, statSync } from 'node:fs';
import { ContractError, create, GlossaryEntry, glossaryKey, mostGlossaryEntries } from '@dubbing/contracts';

/** Far more than as many entries as there may be can need. */
const MOST_BYTES = 1_000_000;

/**
 * The glossary of a text file: a term to a line, behind a tab what it is in the target language, behind another tab the
 * language. What is left out is as in `GlossaryEntry`. Empty lines and those that begin with `#` say nothing.
 * @throws Error with the line at fault, for people
 */
export function readGlossaryFile(path: string): GlossaryEntry[] {
  const file = statSync(path);
  // Reading a pipe, or a device, may never end.
  if (!file.isFile()) throw new Error(`${path} is no file`);
  if (file.size > MOST_BYTES) throw new Error(`${path} has more than ${MOST_BYTES} bytes`);
  const entries: GlossaryEntry[] = [];
  const seen = new Map<string, number>();
  for (const [index, line] of readFileSync(path, 'utf8')
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const at = `${path}, line ${index + 1}`;
    const entry = readLine(line, at);
    const key = glossaryKey(entry) ?? '';
    const before = seen.get(key);
    if (before !== undefined) throw new Error(`${at}: "${entry.term}" stands in line ${before} already`);
    seen.set(key, index + 1);
    if (entries.push(entry) > mostGlossaryEntries)
      throw new Error(`${path} has more than ${mostGlossaryEntries} terms`);
  }
  return entries;
}

function readLine(line: string, at: string): GlossaryEntry {
  const [term = '', translation = '', language = '', ...rest] = line.split('\t').map((part) => part.trim());
  if (rest.some((part) => part !== '')) throw new Error(`${at}: more than a term, its translation and a language`);
  try {
    return create(GlossaryEntry, {
      term,
      ...(translation !== '' && { translation }),
      ...(language !== '' && { language }),
    });
  } catch (error) {
    throw error instanceof ContractError ? new Error(`${at}: ${error.message}`) : error;
  }
}
