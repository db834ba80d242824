/** The language of a BCP 47 tag without its region and script: `es` of `es-419`. */
export function baseLanguage(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}
