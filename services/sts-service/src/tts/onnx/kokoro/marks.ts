/** Words, or the marks between words with the spaces around them. */
export interface MarkedPart {
  readonly text: string;
  readonly isMark: boolean;
}

/**
 * A mark of a sentence counts in front of a space, another mark or the end, so that numbers and
 * `U.S.` stay whole, and a full stop not in front of a small letter, which is an abbreviation.
 */
const marks = /(?:\s*(?:(?:\.(?!\s?\p{Ll})|[,:;!?])+(?=[\s"“”()…—]|$)|[¿¡…—"“”()]))+\s*/gu;

/** Signs that Kokoro has in place of others. */
const equals: readonly (readonly [RegExp, string])[] = [
  [/\.{3,}/g, '…'],
  [/[‘’]/g, "'"],
  [/[«„]/g, '“'],
  [/»/g, '”'],
  [/[–―]/g, '—'],
  [/、|，/g, ', '],
  [/[。।]/g, '. '],
  [/！/g, '! '],
  [/？/g, '? '],
  [/：/g, ': '],
  [/；/g, '; '],
  [/[[{]/g, '('],
  [/[\]}]/g, ')'],
];

/** Cuts a line at the marks that Kokoro speaks with its voice, all of which eSpeak NG would leave out. */
export function markedParts(line: string): MarkedPart[] {
  const text = equals
    .reduce((whole, [from, to]) => whole.replace(from, to), line)
    .replace(/ {2,}/g, ' ')
    .trim();
  const parts: MarkedPart[] = [];
  let from = 0;
  for (const match of text.matchAll(marks)) {
    parts.push({ text: text.slice(from, match.index), isMark: false });
    // The voice has no sign for the marks in front of Spanish questions.
    parts.push({ text: match[0].replace(/[¿¡]/g, ''), isMark: true });
    from = match.index + match[0].length;
  }
  parts.push({ text: text.slice(from), isMark: false });
  return parts.filter((part) => part.text !== '');
}
