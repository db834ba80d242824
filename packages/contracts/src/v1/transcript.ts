import { IsOptional } from 'class-validator';
import { IsAmount } from '../rules/numbers.js';
import { IsLanguage, IsText } from '../rules/text.js';
import { longestText } from './limits.js';

/** What was said. */
export class Transcript {
  /** The language that was spoken. */
  @IsLanguage()
  language!: string;

  /** The words. */
  @IsText(longestText)
  text!: string;

  /** 0 to 1, where the engine tells it. */
  @IsOptional()
  @IsAmount(0, 1)
  confidence?: number;
}
