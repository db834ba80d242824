import { IsOptional } from 'class-validator';
import { mostTargetLanguages } from '../rules/lists.js';
import { Nested, NestedList } from '../rules/nested.js';
import { IsAmount, IsMs } from '../rules/numbers.js';
import { OneOf } from '../rules/one-of.js';
import { IsLanguage, IsText } from '../rules/text.js';
import { dubStatuses, type DubStatus } from '../v1/dub.js';
import { ErrorInfo } from '../v1/error-info.js';
import { longestText, mostPcmBytes } from '../v1/limits.js';
import { StageTimings } from '../v1/stage-timings.js';
import { Transcript } from '../v1/transcript.js';

/** The clip in one target language. */
export class OneShotDub {
  /** One of `targetLanguages`. */
  @IsLanguage()
  language!: string;

  /** `spoken` has audio; `empty` has nothing to say; `failed` says why in `error`. */
  @OneOf(dubStatuses)
  status!: DubStatus;

  /** The translation; empty where there is none. */
  @IsText(longestText)
  text!: string;

  /** A whole WAV file, base64. JSON has no other way; the socket carries bytes as bytes. */
  @IsOptional()
  @IsText(Math.ceil(mostPcmBytes / 3) * 4 + 64)
  audioWavBase64?: string;

  /** How long the audio lasts. */
  @IsMs()
  durationMs!: number;

  /** How much faster than natural it speaks: 1 is natural. */
  @IsAmount(0, 100)
  speedFactor!: number;

  /** Why there is no dub. */
  @IsOptional()
  @Nested(() => ErrorInfo)
  error?: ErrorInfo;
}

/** Answer of the one-shot route. */
export class OneShotResponse {
  /** Absent when nothing was recognised. */
  @IsOptional()
  @Nested(() => Transcript)
  transcript?: Transcript;

  /** One for each target language. */
  @NestedList(() => OneShotDub, mostTargetLanguages)
  dubs!: OneShotDub[];

  /** Where its time went. */
  @Nested(() => StageTimings)
  timings!: StageTimings;
}
