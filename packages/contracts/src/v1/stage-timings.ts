import { IsMs } from '../rules/numbers.js';

/** Where a fragment's time went, in milliseconds. */
export class StageTimings {
  /** From its receipt to the start of recognition. */
  @IsMs()
  queuedMs!: number;

  /** Recognition. */
  @IsMs()
  asrMs!: number;

  /** From its receipt to its reply. */
  @IsMs()
  totalMs!: number;
}
