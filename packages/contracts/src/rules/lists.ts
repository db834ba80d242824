import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray } from 'class-validator';
import { all } from './all.js';
import { IsLanguage } from './text.js';

/** The most languages that one stream is dubbed into. */
export const mostTargetLanguages = 16;

/** One to sixteen languages, none of them twice. */
export function IsTargetLanguages(): PropertyDecorator {
  return all(IsLanguage({ each: true }), ArrayUnique(), ArrayMaxSize(mostTargetLanguages), ArrayMinSize(1), IsArray());
}
