import { IsOptional } from 'class-validator';
import { IsText } from '../rules/text.js';

/**
 * Which engine a stage shall use: `auto` (default; the best that is there), `builtin`, or the
 * name of an engine.
 */
export class EngineChoice {
  @IsOptional()
  @IsText(128, 1)
  asr?: string;

  @IsOptional()
  @IsText(128, 1)
  translation?: string;

  @IsOptional()
  @IsText(128, 1)
  tts?: string;
}
