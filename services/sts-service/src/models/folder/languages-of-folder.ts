import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Languages, ModelEngine } from '../model.js';
import { piperVoice } from './engine-of-folder.js';
import { moonshineLanguage } from './moonshine-language.js';
import { isObject, readJsonObject, type JsonObject } from './read-json.js';

interface FolderLanguages {
  readonly languages: Languages;
  readonly sourceLanguages?: Languages;
}

/**
 * What the files of a model, and its name, tell of its languages; `any` where they tell nothing.
 * @param repository where it was pulled from, if that is known: a folder may have any name
 */
export function languagesOfFolder(folder: string, engine: ModelEngine, repository = ''): FolderLanguages {
  switch (engine) {
    case 'whisper':
      return { languages: whisperLanguages(readJsonObject(join(folder, 'generation_config.json')) ?? {}) };
    case 'moonshine':
      return { languages: [moonshineLanguage(basename(folder)) ?? moonshineLanguage(repository) ?? 'en'] };
    case 'marian':
      return marianLanguages(folder);
    case 'm2m100':
    case 'nllb':
      return { languages: 'any', sourceLanguages: 'any' };
    case 'vits':
      return { languages: vitsLanguages(folder) };
    case 'piper':
      return { languages: piperLanguages(folder) };
    case 'kokoro':
      return { languages: kokoroLanguages(folder) };
  }
}

/** The keys of `lang_to_id` are `<|en|>` and so on; the English-only models have none. */
function whisperLanguages(generation: JsonObject): Languages {
  const ids = generation['lang_to_id'];
  if (isObject(ids)) {
    const languages = Object.keys(ids).map((token) => token.replaceAll(/[<|>]/g, ''));
    if (languages.length > 0) return languages;
  }
  return generation['is_multilingual'] === false ? ['en'] : 'any';
}

function marianLanguages(folder: string): FolderLanguages {
  const tokenizer = readJsonObject(join(folder, 'tokenizer_config.json')) ?? {};
  return { languages: plainTag(tokenizer['target_lang']), sourceLanguages: plainTag(tokenizer['source_lang']) };
}

/** Groups of languages, such as `ROMANCE` and `roa`, have no tag of two letters: they are not one language. */
function plainTag(value: unknown): Languages {
  const tag = shortTag(value);
  return tag?.length === 2 ? [tag] : 'any';
}

function vitsLanguages(folder: string): Languages {
  const tag = shortTag(readJsonObject(join(folder, 'tokenizer_config.json'))?.['language']);
  return tag === undefined ? 'any' : [tag];
}

/** Models name languages by ISO 639-3 too; `Intl` knows the tag of two letters where there is one. */
function shortTag(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[a-z]{2,3}$/.test(value)) return undefined;
  return Intl.getCanonicalLocales(value)[0] ?? value;
}

/** `language.code` is `es_ES`. */
function piperLanguages(folder: string): Languages {
  const voice = piperVoice(folder);
  const language = voice === undefined ? undefined : readJsonObject(join(folder, `${voice}.onnx.json`))?.['language'];
  const code = isObject(language) ? language['code'] : undefined;
  return typeof code === 'string' && /^[a-z]{2,3}(_[A-Z]{2})?$/.test(code) ? [code.replace('_', '-')] : 'any';
}

/** A voice's name begins with a letter for its language. Japanese and Chinese (`j`, `z`) need sounds that no engine here makes. */
const kokoroTags: Readonly<Record<string, string>> = {
  a: 'en-US',
  b: 'en-GB',
  e: 'es',
  f: 'fr',
  h: 'hi',
  i: 'it',
  p: 'pt-BR',
};

/** Languages that a voice is there for. */
export function kokoroLanguages(folder: string): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(join(folder, 'voices')).sort();
  } catch {
    return [];
  }
  return [...new Set(names.filter((name) => name.endsWith('.bin')).flatMap((name) => kokoroTags[name[0] ?? ''] ?? []))];
}
