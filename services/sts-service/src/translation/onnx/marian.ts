import { basename } from 'node:path';
import type { TextTokenizer } from '../../text/tokenizer.js';
import { LanguageCodes, localeOf } from './language-codes.js';
import type { LanguageScheme } from './language-scheme.js';

/** As on the hub, and with the mark of a precision behind it. */
const folderName = /opus-mt-(?:tc-big-|tc-base-)?(\w+)-(\w+)(?:-(?:q\d\w*|fp16|u?int8))?$/;

/**
 * Marian (opus-mt). A model of one pair is told nothing; one with several target languages wants a
 * token such as `>>es<<` in front of the text. The languages of a pair stand in tokenizer_config.json,
 * or else in the folder's name, opus-mt-en-es.
 */
export function marianScheme(tokenizer: TextTokenizer, folder: string, endToken: number): LanguageScheme {
  const [, namedSource = '', namedTarget = ''] = folderName.exec(basename(folder)) ?? [];
  const source = textOf(tokenizer.config['source_lang']) ?? namedSource;
  const target = textOf(tokenizer.config['target_lang']) ?? namedTarget;
  const tokens = new Map(
    [...tokenizer.vocabulary()].flatMap(([token, id]) => {
      const code = /^>>(\w+)<<$/.exec(token)?.[1];
      return code === undefined ? [] : [[code, id] as const];
    }),
  );
  const into = tokens.size > 0 ? [...tokens.keys()] : [target];
  const targets = new LanguageCodes(into);
  const sources = new LanguageCodes([source]);
  // A family of languages has no list of its members; the text tells the model which one it is.
  const anySource = localeOf(source) === undefined && source !== '';
  return {
    languages: { from: anySource ? 'any' : [source], into },
    route(from, to) {
      if (!anySource && sources.find(from) === undefined) return undefined;
      const code = targets.find(to);
      if (code === undefined) return undefined;
      const token = tokens.get(code);
      return { before: token === undefined ? [] : [token], after: [endToken], forced: [] };
    },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
