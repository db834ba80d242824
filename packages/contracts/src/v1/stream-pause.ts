import { IsOptional } from 'class-validator';
import { IsText } from '../rules/text.js';

/** `stream:pause`, client to server: no fragments for a while; the session and its engines stay. */
export class StreamPause {
  /** For people and logs. */
  @IsOptional()
  @IsText(1024)
  reason?: string;
}
