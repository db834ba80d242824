import type { DubReport } from '../dub/dub-report.js';
import type { HlsReport } from '../hls/hls-report.js';
import type { PictureReport } from '../picture/compare.js';
import type { SoundReport } from '../sound/sound-report.js';
import type { AvOffsetReport } from '../sync/av-offset.js';
import type { TimestampReport } from '../timestamps/measure-timestamps.js';
import type { ProbeFault } from './fault.js';

/** What was read. */
export interface InputReport {
  /** As given, without its secrets. */
  uri: string;
  container: string;
  /** Absent for what was read whole. */
  capturedSeconds?: number;
}

/** All that the probe found out. Times are milliseconds in the timestamps of the probed output. */
export interface ProbeReport {
  version: 1;
  input: InputReport;
  reference?: InputReport;
  /** From the first picture or sound to the end of the last. */
  startMs: number;
  durationMs: number;
  timestamps: TimestampReport;
  /** Absent without a reference, and for codecs whose slices are not known. */
  picture?: PictureReport;
  /** Absent when there is no picture or no sound. */
  avOffset?: AvOffsetReport;
  /** Absent when there is no sound. */
  sound?: SoundReport;
  /** Absent without a reference, without a record, and where the record's dubs are not heard. */
  dub?: DubReport;
  hls?: HlsReport;
  faults: ProbeFault[];
}
