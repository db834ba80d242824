import { ArrayMaxSize, IsArray } from 'class-validator';
import { all } from '../rules/all.js';
import { mostTargetLanguages, NoneTwice, OfTargetLanguages } from '../rules/lists.js';
import { NestedList } from '../rules/nested.js';
import { rule } from '../rules/rule.js';
import { languagePattern } from '../rules/text.js';
import { GlossaryEntry, glossaryKey, mostGlossaryEntries } from './glossary-entry.js';
import { longestVoiceName, readVoiceChoice, VoiceChoice } from './voice-choice.js';

/** The terms that a translation keeps to, none of them twice for one language. */
export function IsGlossary(): PropertyDecorator {
  return all(
    NoneTwice(glossaryKey, 'a term for one language'),
    NestedList(() => GlossaryEntry, mostGlossaryEntries),
  );
}

/** At most one voice for each target language of the message. */
export function IsVoices(): PropertyDecorator {
  return all(
    OfTargetLanguages(languageOf),
    NoneTwice(languageOf, 'a language'),
    NestedList(() => VoiceChoice, mostTargetLanguages),
  );
}

/** What `readVoiceChoice` reads. */
const voiceInShort = `${languagePattern.source.slice(0, -1)}=[\\s\\S]{1,${longestVoiceName}}$`;

/** The same in short: texts such as `es=ef_dora`. */
export function AreVoicesInShort(): PropertyDecorator {
  const languageInShort = (text: unknown) => (typeof text === 'string' ? readVoiceChoice(text)?.language : undefined);
  return all(
    OfTargetLanguages(languageInShort),
    NoneTwice(languageInShort, 'a language'),
    rule(
      {
        name: 'voiceInShort',
        keywords: { type: 'string', pattern: voiceInShort },
        validate: (value) => typeof value === 'string' && readVoiceChoice(value) !== undefined,
        message: () => 'each value in $property must be a language and a voice such as es=ef_dora',
      },
      { each: true },
    ),
    ArrayMaxSize(mostTargetLanguages),
    IsArray(),
  );
}

function languageOf({ language }: { readonly language?: unknown }): string | undefined {
  return typeof language === 'string' ? language : undefined;
}
