/** The words of a text in small letters, without punctuation. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' ]/gu, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Word errors (substituted, inserted, missing) of what was heard, per word that was said. */
export function wordErrorRate(said: string, heard: string): number {
  const expected = wordsOf(said);
  let row = Array.from({ length: expected.length + 1 }, (_, index) => index);
  for (const [index, word] of wordsOf(heard).entries()) {
    const next = [index + 1];
    for (const [at, other] of expected.entries()) {
      next.push(Math.min((next[at] ?? 0) + 1, (row[at + 1] ?? 0) + 1, (row[at] ?? 0) + (word === other ? 0 : 1)));
    }
    row = next;
  }
  return (row.at(-1) ?? 0) / Math.max(1, expected.length);
}
