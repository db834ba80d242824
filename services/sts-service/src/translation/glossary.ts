import { apostrophes, folded } from '../text/folded.js';

/** Writing without spaces between words, where a term may stand anywhere. */
const unspaced = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

/**
 * What the terms of a glossary that stand in a text are in the target, once per place, in order. Case
 * does not matter; a term is a whole word or several; of overlapping terms the longest counts.
 */
export function termsIn(text: string, glossary: ReadonlyMap<string, string>): string[] {
  const targets = targetsOf(glossary);
  if (targets.size === 0) return [];
  return [...folded(text).matchAll(patternOf(targets, 'gu'))].flatMap(([term]) => targets.get(term) ?? []);
}

/** The text with something else in the place of each term. @param replace is told what the term is in the target */
export function replaceTerms(
  text: string,
  glossary: ReadonlyMap<string, string>,
  replace: (target: string) => string,
): string {
  const targets = targetsOf(glossary);
  if (targets.size === 0) return text;
  const evened = text.normalize('NFC').replaceAll(/\s+/gu, ' ');
  return evened.replaceAll(patternOf(targets, 'giu'), (term) => {
    const target = targets.get(folded(term));
    return target === undefined ? term : replace(target);
  });
}

function targetsOf(glossary: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    [...glossary]
      .map(([term, target]) => [folded(term), target.trim()] as const)
      .filter(([term, target]) => term !== '' && target !== ''),
  );
}

function patternOf(targets: ReadonlyMap<string, string>, flags: string): RegExp {
  const longestFirst = [...targets.keys()].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(asPattern).join('|'), flags);
}

function asPattern(term: string): string {
  const literal = term
    .replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, (mark) => (mark === '-' ? mark : `\\${mark}`))
    .replaceAll("'", apostrophes.source);
  return unspaced.test(term) ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
}
