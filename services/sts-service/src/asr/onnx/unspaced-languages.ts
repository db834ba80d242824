/** Languages that are written without spaces between words, by Whisper's codes, which are those of BCP 47 here. */
const unspaced = new Set(['zh', 'ja', 'th', 'lo', 'my', 'yue', 'km', 'bo']);

export function isUnspaced(language: string): boolean {
  return unspaced.has(language);
}
