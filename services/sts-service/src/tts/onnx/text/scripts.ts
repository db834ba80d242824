export interface Scripts {
  /** Matches every character of a script that the language is not written in. Global. */
  readonly foreign: RegExp;
}

/** ISO 15924 codes that stand for several scripts of Unicode. */
const several: Readonly<Record<string, readonly string[]>> = {
  Jpan: ['Hani', 'Hira', 'Kana'],
  Hrkt: ['Hira', 'Kana'],
  Kore: ['Hang', 'Hani'],
  Hans: ['Hani', 'Bopo'],
  Hant: ['Hani', 'Bopo'],
};

const known = new Map<string, Scripts>();

/** The scripts of a language as CLDR's likely subtags say, plus Latin. Serbian has Cyrillic and Latin, for example. */
export function scriptsOf(language: string): Scripts {
  const script = likelyScript(language);
  let scripts = known.get(script);
  if (scripts === undefined) {
    const own = ['Latn', 'Zyyy', 'Zinh', ...(several[script] ?? [script])];
    scripts = { foreign: new RegExp(`[^${own.map((name) => `\\p{Script=${name}}`).join('')}]`, 'gu') };
    known.set(script, scripts);
  }
  return scripts;
}

function likelyScript(language: string): string {
  try {
    return new Intl.Locale(language).maximize().script ?? 'Latn';
  } catch {
    // Not a language tag; who asks for it hears elsewhere that nobody speaks it.
    return 'Latn';
  }
}
