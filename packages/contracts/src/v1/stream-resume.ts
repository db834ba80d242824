import { IsOptional } from 'class-validator';
import { IsText } from '../rules/text.js';

/** `stream:resume`, client to server: fragments come again. */
export class StreamResume {
  /** For people and logs. */
  @IsOptional()
  @IsText(1024)
  reason?: string;
}
