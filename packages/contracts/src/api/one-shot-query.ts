import 'reflect-metadata';
import { Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';
import { all } from '../rules/all.js';
import { IsTargetLanguages } from '../rules/lists.js';
import { annotate } from '../rules/meaning.js';
import { IsMs } from '../rules/numbers.js';
import { IsLanguage, IsText } from '../rules/text.js';
import { longestFragmentMs } from '../v1/limits.js';
import { AreVoicesInShort } from '../v1/wishes.js';

const decimal = /^\d{1,9}(?:\.\d{1,9})?$/;

/** A list that is one text in a URL. */
function SplitAtCommas(): PropertyDecorator {
  return all(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.split(',', 1024).map((item) => item.trim()) : value,
    ),
    (prototype, field) => {
      annotate(prototype, String(field), { 'x-commaSeparated': true });
    },
  );
}

/** The query of the one-shot route; its body is `audio/wav` or `audio/L16;rate=R;channels=C`. */
export class OneShotQuery {
  /** The language that is spoken in the clip. */
  @IsLanguage()
  sourceLanguage!: string;

  /** Separated by commas in the URL. */
  @SplitAtCommas()
  @IsTargetLanguages()
  targetLanguages!: string[];

  /** The length to fit each dub into. Default that of the clip. */
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && decimal.test(value) ? Number(value) : value,
  )
  @IsOptional()
  @IsMs(longestFragmentMs)
  slotMs?: number;

  /** Which engine each stage shall use, as `engines` in `stream:init`. */
  @IsOptional()
  @IsText(128, 1)
  asr?: string;

  /** The same for translation. */
  @IsOptional()
  @IsText(128, 1)
  translation?: string;

  /** The same for speech. */
  @IsOptional()
  @IsText(128, 1)
  tts?: string;

  /** Voices by name, such as `es=ef_dora,fr=ff_siwis`. */
  @SplitAtCommas()
  @IsOptional()
  @AreVoicesInShort()
  voices?: string[];
}
