/** The languages of the table that `espeak-ng --voices` prints, in lower case. */
export function parseVoices(table: string): Set<string> {
  const languages = new Set<string>();
  for (const line of table.split('\n').slice(1)) {
    const [, language, , , , ...others] = line.trim().split(/\s+/);
    if (language === undefined) continue;
    languages.add(language.toLowerCase());
    // "(en-gb 3)(en 5)": further languages that the voice serves, with its priority for each.
    for (const match of others.join(' ').matchAll(/\(([^\s)]+)/g)) languages.add((match[1] ?? '').toLowerCase());
  }
  return languages;
}

/** The variants of the table that `espeak-ng --voices=variant` prints: other speakers, each for every language. */
export function parseVariants(table: string): string[] {
  const files = [...table.matchAll(/ !v\/(\S+) *(?:\(.*)?$/gm)].map((match) => match[1] ?? '');
  return [...new Set(files)].sort();
}

/** The voice for a language: its own, else that of the language without its region. */
export function voiceFor(languages: ReadonlySet<string>, language: string): string | undefined {
  const wanted = language.toLowerCase();
  const base = wanted.split('-')[0] ?? wanted;
  return [wanted, base].find((each) => languages.has(each));
}
