/** A text as terms are compared: whatever its case, its spacing and the composition of its accents. */
export function folded(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}
