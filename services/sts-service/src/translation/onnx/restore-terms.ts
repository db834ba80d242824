/**
 * The text of an answer that has all constraints, with every term in it to the letter. The tokenizer
 * may not know how to write one (an emoji, a rare script): its place is known, so it is written there.
 * @param constraints the tokens of each term.
 */
export function withTerms(
  tokens: readonly number[],
  terms: readonly string[],
  constraints: readonly (readonly number[])[],
  decode: (tokens: readonly number[]) => string,
): string {
  const text = decode(tokens);
  if (countsOf(terms).every(([term, count]) => text.split(term).length > count)) return text;
  const places = placesOf(tokens, constraints);
  const parts: string[] = [];
  let from = 0;
  for (const { at, index } of places) {
    parts.push(decode(tokens.slice(from, at)), terms[index] ?? '');
    from = at + (constraints[index]?.length ?? 0);
  }
  parts.push(decode(tokens.slice(from)));
  return parts
    .filter((part) => part !== '')
    .join(' ')
    .replaceAll(/ (?=[.,;:!?…])/gu, '');
}

function countsOf(terms: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return [...counts];
}

/** Where each constraint stands; the longest first, so that none takes the place of one that holds it. */
function placesOf(tokens: readonly number[], constraints: readonly (readonly number[])[]) {
  const taken = new Set<number>();
  const longestFirst = [...constraints.keys()].sort(
    (a, b) => (constraints[b]?.length ?? 0) - (constraints[a]?.length ?? 0),
  );
  const places = longestFirst.map((index) => {
    const constraint = constraints[index] ?? [];
    const at = tokens.findIndex((_, start) =>
      constraint.every((token, offset) => tokens[start + offset] === token && !taken.has(start + offset)),
    );
    const place = at === -1 || constraint.length === 0 ? tokens.length : at;
    for (const offset of constraint.keys()) taken.add(place + offset);
    return { at: place, index };
  });
  return places.sort((a, b) => a.at - b.at);
}
