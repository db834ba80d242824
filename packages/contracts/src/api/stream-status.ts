import { IsArray, IsOptional } from 'class-validator';
import { mostTargetLanguages } from '../rules/lists.js';
import { Nested, NestedList } from '../rules/nested.js';
import { IsCount, IsMs } from '../rules/numbers.js';
import { OneOf } from '../rules/one-of.js';
import { IsPts } from '../rules/pts.js';
import { IsInstant, IsLanguage, IsStreamName, IsText } from '../rules/text.js';
import { EngineInfo } from '../v1/engine-info.js';
import { ErrorInfo } from '../v1/error-info.js';
import { programmeModes, type ProgrammeMode } from './create-stream.js';
import { LanguageStatus } from './language-status.js';
import { OutputStatus } from './output-status.js';

export const streamStates = [
  'starting',
  'live',
  'waiting-for-source',
  'degraded',
  'ending',
  'ended',
  'failed',
] as const;
export type StreamState = (typeof streamStates)[number];
export const stsStates = ['connected', 'connecting', 'open-breaker', 'off'] as const;
export type StsState = (typeof stsStates)[number];

/** The connection of a stream to its speech-to-speech service. */
export class StsStatus {
  /** `open-breaker`: it failed so often that it is left alone for a while. */
  @OneOf(stsStates)
  state!: StsState;

  /** The engines of the session. */
  @NestedList(() => EngineInfo, 128)
  engines!: EngineInfo[];

  /** From sending a fragment, which is when its last word is over, to its reply: the median, in milliseconds. */
  @IsOptional()
  @IsMs()
  replyMsP50?: number;

  /** The same: 99 of 100 are faster. */
  @IsOptional()
  @IsMs()
  replyMsP99?: number;

  /** The least time, in milliseconds, that a reply came before its deadline; 0 when one came after it. */
  @IsOptional()
  @IsMs()
  leastSlackMs?: number;
}

/** What comes in. */
export class IngestStatus {
  /** The codec of its pictures. */
  @IsOptional()
  @IsText(64)
  videoCodec?: string;

  /** The codec of its sound. */
  @IsOptional()
  @IsText(64)
  audioCodec?: string;

  /** The newest time that was received: nanoseconds, decimal. */
  @IsOptional()
  @IsPts()
  headPtsNs?: string;

  /** How often it was lost and looked for again. */
  @IsOptional()
  @IsCount()
  reconnects?: number;
}

/** What leaves the programme delay: how late against its due time, in milliseconds. */
export class ReleaseStatus {
  /** The median. */
  @IsMs()
  jitterMsP50!: number;

  /** 99 of 100 are nearer. */
  @IsMs()
  jitterMsP99!: number;
}

/** Answer of `GET /v1/streams/:id`. */
export class StreamStatus {
  /** Its name. */
  @IsStreamName()
  id!: string;

  /** `degraded`: on the air, and its worker died several times; `waiting-for-source`: it was lost and is looked for. */
  @OneOf(streamStates)
  state!: StreamState;

  /** With its user name, password and keys masked. */
  @IsText(4096)
  input!: string;

  /** The language that is spoken. */
  @IsLanguage()
  sourceLanguage!: string;

  /** The languages that it is dubbed into. */
  @IsLanguage({ each: true })
  @IsArray()
  targetLanguages!: string[];

  /** When it was started. */
  @IsInstant()
  startedAt!: string;

  /** When it ended, if it has. */
  @IsOptional()
  @IsInstant()
  endedAt?: string;

  /** The programme delay. */
  @IsMs()
  delayMs!: number;

  /** How dubs are placed, as in `POST /v1/streams`. */
  @OneOf(programmeModes)
  mode!: ProgrammeMode;

  /** Of the multivariant playlist. */
  @IsText(4096)
  hlsUrl!: string;

  /** The connection to speech-to-speech. */
  @Nested(() => StsStatus)
  sts!: StsStatus;

  /** The dub in each target language. */
  @NestedList(() => LanguageStatus, mostTargetLanguages)
  languages!: LanguageStatus[];

  /** Its published programmes besides HLS. */
  @NestedList(() => OutputStatus, 128)
  outputs!: OutputStatus[];

  /** How often the worker process was started again. */
  @IsCount()
  restarts!: number;

  /** What it failed of, or what its worker last failed of. */
  @IsOptional()
  @Nested(() => ErrorInfo)
  error?: ErrorInfo;

  /** What comes in. */
  @IsOptional()
  @Nested(() => IngestStatus)
  ingest?: IngestStatus;

  /** How punctual the release is. */
  @IsOptional()
  @Nested(() => ReleaseStatus)
  release?: ReleaseStatus;
}
