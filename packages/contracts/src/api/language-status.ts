import { IsBoolean, IsOptional } from 'class-validator';
import { IsAmount, IsCount } from '../rules/numbers.js';
import { IsLanguage, IsText } from '../rules/text.js';
import { longestText } from '../v1/limits.js';

/** The dub of a stream in one language. The counts are of fragments. */
export class LanguageStatus {
  /** The target language. */
  @IsLanguage()
  language!: string;

  /** Whether dubbed speech has been released. */
  @IsBoolean()
  onAir!: boolean;

  /** Heard on the programme. */
  @IsCount()
  spoken!: number;

  /** Nothing was said. */
  @IsCount()
  empty!: number;

  /** The reply came after its place had been released. */
  @IsCount()
  late!: number;

  /** The service answered that it failed. */
  @IsCount()
  failed!: number;

  /** Answered in time, and left out for want of room. */
  @IsCount()
  skipped!: number;

  /** The original was heard instead, for whatever reason. */
  @IsCount()
  fallbacks!: number;

  /**
   * How much later than its source interval begins, on the programme's timeline, the dub begins: what a viewer sees of
   * it against the picture. The median of recent dubs, in milliseconds; 0 is exact.
   */
  @IsOptional()
  @IsAmount(0, 3_600_000)
  dubLagMsP50?: number;

  /** The same: 99 of 100 are nearer. */
  @IsOptional()
  @IsAmount(0, 3_600_000)
  dubLagMsP99?: number;

  /** The last translation that was released. */
  @IsOptional()
  @IsText(longestText)
  lastText?: string;
}
