import { toDubbingError } from '@dubbing/common';
import { IsBoolean, IsOptional } from 'class-validator';
import { IsErrorCode, IsText } from '../rules/text.js';

const longestMessage = 4096;
const longestName = 1024;

/** An error as it crosses a process boundary. */
export class ErrorInfo {
  /** One of docs/errors.md. */
  @IsErrorCode()
  code!: string;

  /** What went wrong, for people. */
  @IsText(longestMessage)
  message!: string;

  /** Dotted path of the field at fault. */
  @IsOptional()
  @IsText(longestName)
  field?: string;

  /** The input, engine or file at fault. */
  @IsOptional()
  @IsText(longestName)
  source?: string;

  /** Whether the same request may succeed when it is made again. */
  @IsBoolean()
  retryable!: boolean;
}

/** What a peer may know of an error. Texts that are too long for the contract are cut. */
export function errorInfoOf(error: unknown, fallbackCode?: string): ErrorInfo {
  const { code, message, field, source, retryable } = toDubbingError(error, fallbackCode);
  const info = new ErrorInfo();
  info.code = code;
  info.message = message.slice(0, longestMessage);
  if (field !== undefined) info.field = field.slice(0, longestName);
  if (source !== undefined) info.source = source.slice(0, longestName);
  info.retryable = retryable;
  return info;
}
