import { IsOptional } from 'class-validator';
import { IsText } from '../rules/text.js';

/**
 * Which engine a stage shall use: `auto` (default; the best that is there), `builtin`, or the
 * name of an engine.
 */
export class EngineChoice {
  /** For recognition. */
  @IsOptional()
  @IsText(128, 1)
  asr?: string;

  /** For translation. */
  @IsOptional()
  @IsText(128, 1)
  translation?: string;

  /** For speech. */
  @IsOptional()
  @IsText(128, 1)
  tts?: string;
}
