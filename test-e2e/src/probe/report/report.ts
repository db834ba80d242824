import type { ProbeFault } from './fault.js';

/** What was read. */
export interface InputReport {
  /** As given, without its secrets. */
  uri: string;
  container: string;
  /** Absent for a file that was read whole. */
  capturedSeconds?: number;
  tracks: { kind: 'video' | 'audio'; codec: string; language?: string }[];
}

/** All that the probe found out. Times are milliseconds in the timestamps of the probed output. */
export interface ProbeReport {
  version: 1;
  input: InputReport;
  startMs: number;
  durationMs: number;
  faults: ProbeFault[];
}
