import { IsOptional } from 'class-validator';
import { IsTargetLanguages } from '../rules/lists.js';
import { NestedList } from '../rules/nested.js';
import { IsWhole } from '../rules/numbers.js';
import { OneOf } from '../rules/one-of.js';
import { IsLanguage, IsStreamName } from '../rules/text.js';
import { inputSchemes, IsUrlOf } from '../rules/url.js';
import { StreamOutput } from './stream-output.js';

export const programmeModes = ['aligned', 'interpreter'] as const;
export type ProgrammeMode = (typeof programmeModes)[number];
export const bedModes = ['duck', 'original'] as const;
export type BedMode = (typeof bedModes)[number];

/** Body of `POST /v1/streams`. What is absent is as the service is configured. */
export class CreateStream {
  /** 1 to 64 lower-case letters, digits or dashes. */
  @IsStreamName()
  id!: string;

  @IsUrlOf(inputSchemes)
  input!: string;

  /** Default `en`. */
  @IsLanguage()
  sourceLanguage: string = 'en';

  @IsTargetLanguages()
  targetLanguages!: string[];

  @IsOptional()
  @OneOf(programmeModes)
  mode?: ProgrammeMode;

  /** The programme delay, 2000 to 30000 ms. */
  @IsOptional()
  @IsWhole(2000, 30_000)
  delayMs?: number;

  /** Where the programme goes besides HLS. */
  @IsOptional()
  @NestedList(() => StreamOutput, 32)
  outputs?: StreamOutput[];

  /** What is heard beneath the dub: the original turned down, or as it is. */
  @IsOptional()
  @OneOf(bedModes)
  bed?: BedMode;
}
