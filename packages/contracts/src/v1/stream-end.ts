import { IsOptional } from 'class-validator';
import { IsText } from '../rules/text.js';

/** `stream:end`, client to server: no more fragments; those under way are still answered. */
export class StreamEnd {
  /** For people and logs. */
  @IsOptional()
  @IsText(1024)
  reason?: string;
}
