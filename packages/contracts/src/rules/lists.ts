import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray } from 'class-validator';
import { all } from './all.js';
import { rule } from './rule.js';
import { IsLanguage, IsText } from './text.js';

/** The most languages that one stream is dubbed into. */
export const mostTargetLanguages = 16;

/** One to sixteen languages, none of them twice. */
export function IsTargetLanguages(): PropertyDecorator {
  return all(IsLanguage({ each: true }), ArrayUnique(), ArrayMaxSize(mostTargetLanguages), ArrayMinSize(1), IsArray());
}

/** At most `maxItems` names of 1 to 64 characters. What a name means is not looked at: newer peers have more. */
export function IsNames(maxItems: number): PropertyDecorator {
  return all(IsText(64, 1, { each: true }), ArrayMaxSize(maxItems), IsArray());
}

/** What an item of a list is told by; undefined for one that is none, which its own rules say. */
export type KeyOf<T> = (item: T) => string | undefined;

/** No two items of a list have the same key. @param what `a term for one language`, for the message */
export function NoneTwice<T>(keyOf: KeyOf<T>, what: string): PropertyDecorator {
  return rule({
    name: 'noneTwice',
    keywords: { 'x-rules': [`noneTwice:${what}`] },
    says: `Never ${what} twice in the list.`,
    validate: (value) => {
      const keys = readKeys(value, keyOf);
      return new Set(keys).size === keys.length;
    },
    message: () => `$property must not have ${what} twice`,
  });
}

/** The language of every item is one of the message's `targetLanguages`. */
export function OfTargetLanguages<T>(languageOf: KeyOf<T>): PropertyDecorator {
  return rule({
    name: 'ofTargetLanguages',
    keywords: { 'x-rules': ['ofTargetLanguages'] },
    says: 'The language of every item is one of `targetLanguages` of the same message, written as it is there.',
    validate: (value, args) => {
      const { targetLanguages: targets } = { ...args?.object } as { targetLanguages?: unknown };
      return !Array.isArray(targets) || readKeys(value, languageOf).every((language) => targets.includes(language));
    },
    message: () => '$property must speak of targetLanguages only',
  });
}

function readKeys<T>(list: unknown, keyOf: KeyOf<T>): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    const isItem = typeof item === 'string' || (typeof item === 'object' && item !== null);
    return isItem ? (keyOf(item as T) ?? []) : [];
  });
}
