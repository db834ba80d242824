import { IsWhole } from '../rules/numbers.js';
import { longestFragmentMs, mostPcmBytes } from './limits.js';

/** What the server holds a session to. A fragment beyond them is refused. */
export class SessionLimits {
  /** Fragments that may be sent and not yet answered. */
  @IsWhole(1, 1024)
  maxInFlight!: number;

  /** How long a fragment may be. */
  @IsWhole(1, longestFragmentMs)
  maxFragmentDurationMs!: number;

  /** How many bytes of sound a fragment may have. */
  @IsWhole(1, mostPcmBytes)
  maxFragmentBytes!: number;

  /** How long a session whose connection is lost can be resumed. */
  @IsWhole(0, 3_600_000)
  resumeWindowMs!: number;
}
