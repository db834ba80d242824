import type { TextTokenizer } from '../../text/tokenizer.js';
import { LanguageCodes } from './language-codes.js';
import type { LanguageScheme } from './language-scheme.js';

/** `__es__` of M2M100 and `spa_Latn` of NLLB. */
const languageToken = /^(?:__([a-z]{2,3})__|([a-z]{3}_[A-Z][a-z]{3}))$/;

/**
 * M2M100 and NLLB: the source's language token stands before the text, the end token behind it, and
 * the target's language token is the first that the decoder says.
 * @param legacy NLLB as it was first released: end token and language token both behind the text.
 */
export function manyToManyScheme(tokenizer: TextTokenizer, endToken: number, legacy: boolean): LanguageScheme {
  const ids = new Map(
    [...tokenizer.vocabulary()].flatMap(([token, id]) => {
      const [, short, long] = languageToken.exec(token) ?? [];
      const code = short ?? long;
      return code === undefined ? [] : [[code, id] as const];
    }),
  );
  const codes = new LanguageCodes(ids.keys());
  const all = [...ids.keys()];
  return {
    languages: { from: all, into: all },
    route(from, to) {
      const source = ids.get(codes.find(from) ?? '');
      const target = ids.get(codes.find(to) ?? '');
      if (source === undefined || target === undefined) return undefined;
      return {
        before: legacy ? [] : [source],
        after: legacy ? [endToken, source] : [endToken],
        forced: [target],
      };
    },
  };
}
