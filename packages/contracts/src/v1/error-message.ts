import { IsOptional } from 'class-validator';
import { create } from '../create.js';
import { Nested } from '../rules/nested.js';
import { IsId } from '../rules/text.js';
import { ProtocolError } from '../protocol-error.js';
import { ErrorInfo, errorInfoOf } from './error-info.js';
import { ProtocolRanges } from './protocol-ranges.js';

/** `error`, server to client: a message was refused, or the session cannot go on. */
export class ErrorMessage extends ErrorInfo {
  /** The fragment that was refused, if it was one. No `fragment:processed` follows for it. */
  @IsOptional()
  @IsId()
  fragmentId?: string;

  /** With `PROTOCOL_UNSUPPORTED`: what each side speaks. */
  @IsOptional()
  @Nested(() => ProtocolRanges)
  protocols?: ProtocolRanges;
}

/** The event that tells a client of an error, and of the fragment that it is about. */
export function errorMessageOf(error: unknown, fragmentId?: string): ErrorMessage {
  const message = Object.assign(new ErrorMessage(), errorInfoOf(error));
  if (fragmentId !== undefined) message.fragmentId = fragmentId;
  if (error instanceof ProtocolError) message.protocols = create(ProtocolRanges, { ...error.protocols });
  return message;
}
