import { IsOptional } from 'class-validator';
import { IsTargetLanguages } from '../rules/lists.js';
import { Nested, NestedList } from '../rules/nested.js';
import { IsAmount, IsWhole } from '../rules/numbers.js';
import { OneOf } from '../rules/one-of.js';
import { IsLanguage, IsStreamName } from '../rules/text.js';
import { inputSchemes, IsUrlOf } from '../rules/url.js';
import { EngineChoice } from '../v1/engine-choice.js';
import type { GlossaryEntry } from '../v1/glossary-entry.js';
import type { VoiceChoice } from '../v1/voice-choice.js';
import { IsGlossary, IsVoices } from '../v1/wishes.js';
import { StreamOutput } from './stream-output.js';

export const programmeModes = ['aligned', 'interpreter'] as const;
export type ProgrammeMode = (typeof programmeModes)[number];
export const bedModes = ['duck', 'separate', 'original'] as const;
export type BedMode = (typeof bedModes)[number];

/** Body of `POST /v1/streams`. What is absent is as the service is configured. */
export class CreateStream {
  /** 1 to 64 lower-case letters, digits or dashes. */
  @IsStreamName()
  id!: string;

  /** Where the programme comes from. */
  @IsUrlOf(inputSchemes)
  input!: string;

  /** Default `en`. */
  @IsLanguage()
  sourceLanguage: string = 'en';

  /** The languages to dub into: one to sixteen, none twice. */
  @IsTargetLanguages()
  targetLanguages!: string[];

  /** `aligned`: a dub starts with its original; `interpreter`: as soon as it is there and there is room. */
  @IsOptional()
  @OneOf(programmeModes)
  mode?: ProgrammeMode;

  /** The programme delay, 2000 to 30000 ms. */
  @IsOptional()
  @IsWhole(2000, 30_000)
  delayMs?: number;

  /** Where the programme goes besides HLS; a language may be sent to several places. */
  @IsOptional()
  @NestedList(() => StreamOutput, 32)
  outputs?: StreamOutput[];

  /**
   * What is heard beneath the dub: the original turned down, the original with its voice taken out, or the original as
   * it is. Where the input has a `bedTrack`, that is heard instead.
   */
  @IsOptional()
  @OneOf(bedModes)
  bed?: BedMode;

  /** How far the original is turned down under the dub, 0 to 60 dB. */
  @IsOptional()
  @IsAmount(0, 60)
  duckDepthDb?: number;

  /** The input's audio track with the clean voice, counted from 1: speech is recognised from it. */
  @IsOptional()
  @IsWhole(1, 64)
  commentaryTrack?: number;

  /** The input's audio track with everything but the voice, counted from 1: it is heard beneath the dub. */
  @IsOptional()
  @IsWhole(1, 64)
  bedTrack?: number;

  /** Which engines speech-to-speech shall use, as in `stream:init`. */
  @IsOptional()
  @Nested(() => EngineChoice)
  engines?: EngineChoice;

  /** Terms that the translations keep or are forced to, as in `stream:init`. */
  @IsOptional()
  @IsGlossary()
  glossary?: GlossaryEntry[];

  /** Voices by name, as in `stream:init`. */
  @IsOptional()
  @IsVoices()
  voices?: VoiceChoice[];
}
