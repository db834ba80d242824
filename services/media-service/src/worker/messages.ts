import type { ErrorInfoLike } from '@dubbing/common';
import type { LanguageStatus, OutputStatus, StreamStatus } from '@dubbing/contracts';
import type { LiveCaption } from '../media/caption.js';
import type { StreamSpec } from './stream-spec.js';

/** What the parent tells a worker. */
export type ToWorker =
  | { type: 'start'; spec: StreamSpec }
  /** End at the next pause of speech, with what is in the delay line and its dubs; `end` may still follow. */
  | { type: 'drain'; reason: string }
  /** Close the outputs at what was released, and leave. */
  | { type: 'end'; reason: string };

/** How a worker's stream stands; sent every second and at every change of state. */
export interface WorkerStatus {
  state: 'starting' | 'live' | 'waiting-for-source' | 'ending';
  sts: StreamStatus['sts'];
  languages: LanguageStatus[];
  outputs: OutputStatus[];
  ingest: { videoCodec?: string; audioCodec?: string; headPtsNs?: string; reconnects: number };
  /** Decimal nanoseconds of the programme that have been released. */
  releasedPtsNs: string;
  /** How late units left the delay line; absent before the first. */
  release?: { jitterMsP50: number; jitterMsP99: number };
  memoryBytes: number;
  /** Processor time since the process started. */
  cpuMs: number;
  counters: Readonly<Record<string, number>>;
}

/** A caption on its way between processes: times are decimal nanoseconds. */
export interface CaptionNews extends Omit<LiveCaption, 'startPtsNs' | 'endPtsNs'> {
  readonly startPtsNs: string;
  readonly endPtsNs: string;
}

/** What a worker tells its parent. `ended` is the last message; with an error the stream has failed. */
export type FromWorker =
  | { type: 'status'; status: WorkerStatus }
  | { type: 'captions'; captions: CaptionNews[] }
  | { type: 'ended'; error?: ErrorInfoLike };
