import { IsOptional } from 'class-validator';
import { IsId } from '../rules/text.js';
import { ErrorInfo } from './error-info.js';

/** `error`, server to client: a message was refused, or the session cannot go on. */
export class ErrorMessage extends ErrorInfo {
  /** The fragment that was refused, if it was one. No `fragment:processed` follows for it. */
  @IsOptional()
  @IsId()
  fragmentId?: string;
}
