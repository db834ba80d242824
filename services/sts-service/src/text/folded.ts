/** The ways to write an apostrophe. */
export const apostrophes = /['\u2018\u2019\u02BC]/gu;

/** A text as terms are compared: whatever its case, its spacing, its apostrophes and the composition of its accents. */
export function folded(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll(apostrophes, "'").replaceAll(/\s+/gu, ' ').trim();
}
