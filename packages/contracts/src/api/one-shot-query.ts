import 'reflect-metadata';
import { Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';
import { IsTargetLanguages } from '../rules/lists.js';
import { IsMs } from '../rules/numbers.js';
import { IsLanguage } from '../rules/text.js';
import { longestFragmentMs } from '../v1/limits.js';

const decimal = /^\d{1,9}(?:\.\d{1,9})?$/;

/** The query of the one-shot route; its body is `audio/wav` or `audio/L16;rate=R;channels=C`. */
export class OneShotQuery {
  @IsLanguage()
  sourceLanguage!: string;

  /** Separated by commas in the URL. */
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.split(',', 1024).map((language) => language.trim()) : value,
  )
  @IsTargetLanguages()
  targetLanguages!: string[];

  /** The length to fit each dub into. Default that of the clip. */
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && decimal.test(value) ? Number(value) : value,
  )
  @IsOptional()
  @IsMs(longestFragmentMs)
  slotMs?: number;
}
