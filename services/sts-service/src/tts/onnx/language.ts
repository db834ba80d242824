/** The language of a BCP 47 tag without region and script: `pt` of `pt-BR`. ISO 639-3 codes become BCP 47's: `spa` is `es`. */
export function languageOf(tag: string): string {
  try {
    return new Intl.Locale(tag).language;
  } catch {
    return tag.toLowerCase();
  }
}

/** Which of the tags fits a wanted one: the same, else one of the same language. Regions do not keep a voice from speaking. */
export function fittingTag(tags: readonly string[], wanted: string): string | undefined {
  return (
    tags.find((tag) => tag.toLowerCase() === wanted.toLowerCase()) ??
    tags.find((tag) => languageOf(tag) === languageOf(wanted))
  );
}
