/** A model's own name for a language, with what it is in BCP 47. */
interface Entry {
  readonly code: string;
  readonly locale: Intl.Locale;
}

/** Codes that the locale data does not bring together with the ones that people write. */
const sameAs: Readonly<Record<string, string>> = { no: 'nb', pbt: 'ps', quy: 'qu', fuv: 'ff', dik: 'din', knc: 'kr' };

/**
 * Finds a model's code for a language. Models write `es`, `spa`, `spa_Latn`, `pt_br` or `cmn_Hans`;
 * people ask for `es`, `pt-BR` or `zh-TW`. CLDR's aliases and likely scripts bring them together.
 */
export class LanguageCodes {
  readonly #entries: readonly Entry[];

  /** Codes that name no language, such as those of language families, are left out. */
  constructor(codes: Iterable<string>) {
    this.#entries = [...codes].flatMap((code) => {
      const locale = localeOf(code);
      return locale === undefined ? [] : [{ code, locale }];
    });
  }

  /** Undefined when the model does not have the language, or has it in another script only. */
  find(language: string): string | undefined {
    const asked = localeOf(language);
    if (asked === undefined) return undefined;
    const wanted = asked.maximize();
    let best: { code: string; points: number } | undefined;
    for (const { code, locale } of this.#entries) {
      if (locale.language !== wanted.language) continue;
      if (locale.script !== undefined && locale.script !== wanted.script) continue;
      const points = (locale.maximize().script === wanted.script ? 4 : 0) + pointsOfRegion(locale, asked, wanted);
      if (best === undefined || points > best.points) best = { code, points };
    }
    return best?.code;
  }
}

/** The very region is best where one was asked for; else the code that says less, which is the usual form. */
function pointsOfRegion(locale: Intl.Locale, asked: Intl.Locale, wanted: Intl.Locale): number {
  if (locale.region === undefined) return 2;
  if (locale.region !== wanted.region) return 0;
  return asked.region === undefined ? 1 : 3;
}

/** Families and groups of ISO 639-5, and names of groups, that models bear in place of a language. */
const groups = new Set(
  (
    'mul aav afa alv art bat bnt cau ccs cel cpf cpp cus dra euq fiu gem gmq gmw iir inc ine ira itc kmb map mkh ' +
    'nai nic omv phi poz pqe roa sai sal sem sit sla taw trk tut urj wen zle zls zlw'
  ).split(' '),
);

/** Undefined for what is no language: `ROMANCE`, `mul`, `>>x<<`. */
export function localeOf(code: string): Intl.Locale | undefined {
  try {
    const locale = new Intl.Locale(code.replaceAll('_', '-'));
    const language = sameAs[locale.language] ?? locale.language;
    if (!/^[a-z]{2,3}$/.test(language) || groups.has(language)) return undefined;
    return language === locale.language ? locale : new Intl.Locale(locale.toString(), { language });
  } catch {
    return undefined;
  }
}
