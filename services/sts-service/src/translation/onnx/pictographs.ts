/** One emoji with its skin tone, its variation selector and what is joined to it, or a flag. */
const pictographs =
  /(?:\p{Regional_Indicator}{2}|(?=\P{ASCII})\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F|\u20E3|\u200D\p{Extended_Pictographic})*)/gu;

/** Marks that are pictographic for Unicode and text for people. */
const textual = new Set(['©', '®', '™', '‼', '⁉', '↔', '↕']);

/**
 * Takes emoji out of a text. Translation models have not learned them: they make nonsense of them, or
 * of the words around. Whoever translates puts them behind the translation.
 */
export function withoutPictographs(text: string): { readonly text: string; readonly pictographs: string } {
  const found: string[] = [];
  const rest = text.replace(pictographs, (mark) => {
    if (textual.has(mark)) return mark;
    found.push(mark);
    return ' ';
  });
  return { text: rest.replaceAll(/\s+/gu, ' ').trim(), pictographs: found.join('') };
}

/** Whether there is anything in a text that could be said in another language. */
export function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
