/** Characters of Apertium's stream format. Speech has none; other texts lose nothing that is spoken. */
const reserved = /[[\]{}^$/\\@<>~*#\0]/g;

/** Marks before words that were not found in a dictionary, or not translated, or not inflected. */
const marks = /[*@#](?=\p{L})/gu;
const unknownWord = /\*([\p{L}'’-]+)/gu;

/** Names of days and months: recognisers write them small, and English dictionaries do not. */
const capitalised =
  /\b(?:i|i'(?:m|ll|ve|d)|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|january|february|april|june|july|august|september|october|november|december)\b/g;

/**
 * The words of a recogniser as an English sentence. Without a capital and a full stop the tagger
 * guesses worse, and speech has no melody at its end.
 */
export function toSentence(text: string, language: string): string {
  const words = text.replace(reserved, ' ').replace(/\s+/g, ' ').trim();
  if (words === '') return '';
  const named = language === 'en' ? words.replace(capitalised, capitalise) : words;
  return capitalise(/[.!?…]$/.test(named) ? named : `${named}.`);
}

/** The words that came back with the mark for "not in the dictionary". */
export function unknownWords(translated: string): string[] {
  return [...translated.matchAll(unknownWord)].map((match) => match[1] ?? '');
}

/**
 * The sentence with these words written as names: "spain" is in no dictionary, "Spain" is.
 * The same sentence when none of them can be.
 */
export function asNames(sentence: string, words: readonly string[]): string {
  return words.reduce(
    (text, word) => text.replace(new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, 'u'), capitalise(word)),
    sentence,
  );
}

/** Unknown words that begin a sentence, and the capital of the word behind them. */
const capitalBehindUnknown = /(?:^|[.!?…]\s)[^\p{L}.!?…]*(?:\*[\p{L}'’-]+[^\p{L}.!?…*]+)+\p{Lu}/gu;

/**
 * The translation with a small letter where the dictionary gave the capital of the sentence to the first word that it
 * knows: "Wembley Es grande" is what Apertium makes of "Wembley is big".
 * @param sentence what was translated; a word that has its capital there keeps it.
 */
export function smallBehindUnknown(translated: string, sentence: string): string {
  return translated.replaceAll(capitalBehindUnknown, (start) => {
    const last = unknownWords(start).at(-1) ?? '';
    const isSmallInSource = new RegExp(`(?<!\\p{L})${last}[^\\p{L}]+\\p{Ll}`, 'u').test(sentence);
    return isSmallInSource ? start.slice(0, -1) + start.slice(-1).toLowerCase() : start;
  });
}

/** What was translated, as a sentence without Apertium's marks. */
export function fromTranslation(translated: string): string {
  const text = translated
    .replace(marks, '')
    .replace(/\s+/g, ' ')
    .replace(/\s+([.,;:!?])/g, '$1')
    .trim();
  // A translation may have moved the word with the capital away from the front.
  return capitalise(text);
}

function capitalise(text: string): string {
  return text.replace(/^[^\p{L}\p{N}]*\p{L}/u, (start) => start.toUpperCase());
}
