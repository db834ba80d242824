import { IsBoolean, IsOptional } from 'class-validator';
import { IsNames } from '../rules/lists.js';
import { Nested, NestedList } from '../rules/nested.js';
import { IsCount } from '../rules/numbers.js';
import { IsId, IsVersion } from '../rules/text.js';
import { EngineInfo } from './engine-info.js';
import { SessionLimits } from './session-limits.js';

/** `stream:ready`, server to client: the session is open. */
export class StreamReady {
  /** The name to resume the session by. */
  @IsId()
  sessionId!: string;

  /** The version both speak from here on, `MAJOR.MINOR`. */
  @IsVersion()
  protocol!: string;

  /** What the session has of the features that the client wanted. Absent: nothing. */
  @IsOptional()
  @IsNames(32)
  features?: string[];

  /** Whether this is the session that the client asked to resume. */
  @IsBoolean()
  resumed!: boolean;

  /** The engines that the session was given: one for recognition, and one for translation and one for speech in every target language. */
  @NestedList(() => EngineInfo, 128)
  engines!: EngineInfo[];

  /** What the session is held to. */
  @Nested(() => SessionLimits)
  limits!: SessionLimits;

  /** Sequence number of the last fragment that the session has taken; absent before the first. */
  @IsOptional()
  @IsCount()
  lastSequence?: number;
}
