/** Writing without spaces between words, where a term may stand anywhere. */
const unspaced = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

/**
 * What the terms of a glossary that stand in a text are in the target, once per place, in order. Case
 * does not matter; a term is a whole word or several; of overlapping terms the longest counts.
 */
export function termsIn(text: string, glossary: ReadonlyMap<string, string>): string[] {
  const targets = new Map(
    [...glossary]
      .map(([term, target]) => [folded(term), target.trim()] as const)
      .filter(([term, target]) => term !== '' && target !== ''),
  );
  if (targets.size === 0) return [];
  const longestFirst = [...targets.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(asPattern).join('|'), 'gu');
  return [...folded(text).matchAll(pattern)].flatMap(([term]) => targets.get(term) ?? []);
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}

function asPattern(term: string): string {
  const literal = term.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, (mark) => (mark === '-' ? mark : `\\${mark}`));
  return unspaced.test(term) ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
}
