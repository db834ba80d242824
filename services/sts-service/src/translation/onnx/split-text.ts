/** What does not end a sentence although a full stop stands behind it. */
const abbreviation =
  /(?:^|[\s(«"“])(?:\p{Lu}|Mr|Mrs|Ms|Dr|Prof|Sr|Sra|Srta|Jr|St|Sta|Gen|Col|Lt|Sgt|No|Nr|Núm|vs|etc|approx|e\.g|i\.e|p\. ?ej|z\.B|bzw|Hr|Fr|M|Mme|Mlle|Ud|Uds)\.\s*$/u;

/** The sentences of a text, white space around them taken off, in order. */
export function sentencesOf(text: string, language: string): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const { segment } of segmenter(language, 'sentence').segment(text)) {
    open += segment;
    if (abbreviation.test(open)) continue;
    sentences.push(open.trim());
    open = '';
  }
  sentences.push(open.trim());
  return sentences.filter((sentence) => sentence !== '');
}

/** Places to split a sentence that is too long, best first: behind semicolons, behind commas, between words. */
const seams = [/(?<=[;:；：]\s*)(?=[^\s;:；：])/u, /(?<=[,،，、]\s*)(?=[^\s,،，、])|(?<=\s)(?=[–—-]\s)/u, /(?<=\s)/u];

/**
 * Pieces of a sentence, each as long as the check allows, split at the best places there are: behind
 * semicolons, then behind commas, then between words. A single word that is too long stays a piece.
 */
export function piecesOf(sentence: string, language: string, fits: (text: string) => boolean): string[] {
  if (fits(sentence)) return [sentence];
  const splits = [
    ...seams.map((seam) => () => sentence.split(seam)),
    () => [...segmenter(language, 'word').segment(sentence)].map(({ segment }) => segment),
  ];
  for (const split of splits) {
    const parts = joinWhatFits(split(), fits);
    if (parts.length > 1) return parts.flatMap((part) => piecesOf(part, language, fits));
  }
  return [sentence];
}

/** Puts neighbours together as long as they fit, so that there are few pieces. */
function joinWhatFits(parts: readonly string[], fits: (text: string) => boolean): string[] {
  const joined: string[] = [];
  for (const part of parts) {
    const together = `${joined.at(-1) ?? ''}${part}`;
    if (joined.length > 0 && fits(together.trim())) joined[joined.length - 1] = together;
    else joined.push(part);
  }
  return joined.map((part) => part.trim()).filter((part) => part !== '');
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenter(language: string, granularity: 'sentence' | 'word'): Intl.Segmenter {
  const key = `${granularity} ${language}`;
  const known = segmenters.get(key) ?? new Intl.Segmenter(language, { granularity });
  segmenters.set(key, known);
  return known;
}
