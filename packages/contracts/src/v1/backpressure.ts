import { IsCount, IsWhole } from '../rules/numbers.js';
import { OneOf } from '../rules/one-of.js';
import { longestFragmentMs } from './limits.js';

export const backpressureLevels = ['none', 'soft', 'hard'] as const;
export type BackpressureLevel = (typeof backpressureLevels)[number];

/** `backpressure`, server to client: how much the server can take at present. */
export class Backpressure {
  /** `none`: all is well; `soft`: please heed the advice; `hard`: fragments beyond it are refused. */
  @OneOf(backpressureLevels)
  level!: BackpressureLevel;

  /** Fragments of this session that are accepted and not yet answered. */
  @IsCount()
  inFlight!: number;

  /** As many fragments under way are best at present. */
  @IsWhole(1, 1024)
  recommendedMaxInFlight!: number;

  /** Longer fragments cost less per second of speech. */
  @IsWhole(1, longestFragmentMs)
  recommendedFragmentMs!: number;
}
