import type { AsRunRecord } from '../as-run/as-run-record.js';
import type { DelayLine } from '../delay/delay-line.js';
import type { Ingest } from '../ingest/ingest.js';
import type { Segmenter } from '../segment/segmenter.js';
import type { Separator } from '../separate/separator.js';
import type { StsClient } from '../sts-client/client.js';
import type { ProgrammeTimeline } from '../timeline/programme-timeline.js';
import type { FlowGate } from './flow-gate.js';
import type { Programme } from './programme.js';

/** The stages of one stream, in the order in which media pass through them. */
export interface Stages {
  ingest: Ingest;
  gate: FlowGate;
  segmenter: Segmenter;
  /** Absent where no bed is to be made. */
  separator: Separator | undefined;
  sts: StsClient;
  timeline: ProgrammeTimeline;
  line: DelayLine;
  programme: Programme;
  /** Absent where none is kept. */
  record: AsRunRecord | undefined;
}
