import { readRecord } from '../../src/as-run/read-record.js';

/** What became of one fragment in one language, as the record holds it. */
export interface LanguageEntry {
  language: string;
  outcome: string;
  text?: string;
  lagMs?: number;
  reason?: string;
}

/** Every fragment of a record, by language. */
export async function languageEntries(file: string): Promise<LanguageEntry[]> {
  const { entries } = await readRecord(file, { limit: 100_000, since: '' });
  // The type of a line says what it holds.
  const fragments = entries.filter(({ type }) => type === 'fragment') as unknown as { languages: LanguageEntry[] }[];
  return fragments.flatMap(({ languages }) => languages);
}
