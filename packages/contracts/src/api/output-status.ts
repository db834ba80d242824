import { IsOptional } from 'class-validator';
import { Nested } from '../rules/nested.js';
import { IsCount } from '../rules/numbers.js';
import { OneOf } from '../rules/one-of.js';
import { IsOutputLanguage, IsText } from '../rules/text.js';
import { ErrorInfo } from '../v1/error-info.js';

export const outputStates = ['connecting', 'live', 'retrying', 'closed', 'failed'] as const;
export type OutputState = (typeof outputStates)[number];

/** One published programme of a stream, as it is. */
export class OutputStatus {
  /** The language of its sound, or `original`. */
  @IsOutputLanguage()
  language!: string;

  /** With its user name, password and keys masked, so not always a URL that parses. */
  @IsText(4096)
  url!: string;

  /** `retrying`: it was lost and is tried again; `closed`: it has ended as it should. */
  @OneOf(outputStates)
  state!: OutputState;

  /** How often it was begun anew. */
  @IsCount()
  restarts!: number;

  /** Pictures and pieces of sound that it did not get because it was away or too slow. */
  @IsOptional()
  @IsCount()
  dropped?: number;

  /** What it last failed of. */
  @IsOptional()
  @Nested(() => ErrorInfo)
  error?: ErrorInfo;
}
