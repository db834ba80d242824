import { Binary } from '../rules/binary.js';
import { Nested } from '../rules/nested.js';
import { IsAmount, IsMs } from '../rules/numbers.js';
import { OneOf } from '../rules/one-of.js';
import { RequiredWhere } from '../rules/required-where.js';
import { IsLanguage, IsText } from '../rules/text.js';
import { ErrorInfo } from './error-info.js';
import { longestText, mostPcmBytes } from './limits.js';

export const dubStatuses = ['spoken', 'empty', 'failed'] as const;
export type DubStatus = (typeof dubStatuses)[number];

/** The engines that made a dub; empty where the stage was not reached. */
export class DubEngines {
  /** The name of the engine that translated. */
  @IsText(128)
  translation!: string;

  /** The name of the engine that spoke. */
  @IsText(128)
  tts!: string;
}

/** Where a dub's time went, in milliseconds. */
export class DubTimings {
  /** The translation. */
  @IsMs()
  translationMs!: number;

  /** The synthesis of its speech. */
  @IsMs()
  ttsMs!: number;

  /** Making it as long as its slot allows. */
  @IsMs()
  fitMs!: number;
}

/** A fragment in one target language. */
export class Dub {
  /** One of `targetLanguages`. */
  @IsLanguage()
  language!: string;

  /** `spoken` has audio; `empty` has nothing to say; `failed` says why in `error`. */
  @OneOf(dubStatuses)
  status!: DubStatus;

  /** The translation; empty where there is none. */
  @IsText(longestText)
  text!: string;

  /** Samples in the format of `stream:init`'s `replyAudio`. */
  @RequiredWhere('status', 'spoken')
  @Binary(mostPcmBytes)
  audio?: Buffer;

  /** How long `audio` lasts. */
  @IsMs()
  durationMs!: number;

  /** How long it lasted before it was fitted into its slot. */
  @IsMs()
  naturalDurationMs!: number;

  /** `naturalDurationMs / durationMs`: above 1 is faster than natural. */
  @IsAmount(0, 100)
  speedFactor!: number;

  /** The engines that made it. */
  @Nested(() => DubEngines)
  engine!: DubEngines;

  /** Where its time went. */
  @Nested(() => DubTimings)
  timings!: DubTimings;

  /** Why there is no dub, where `status` is `failed`. */
  @RequiredWhere('status', 'failed')
  @Nested(() => ErrorInfo)
  error?: ErrorInfo;
}
