import type { Pipeline } from '../gst/pipeline.js';

/** What the sessions of one kind of target do differently at their beginning and at their end. */
export interface Door {
  /** The sink of the launch line. */
  readonly launch: string;
  /** The part of a recording that is written, counted from 1; undefined for connections. */
  readonly part?: number;
  /**
   * Everything that is to be tried before a pipeline is taken: a failed attempt then costs nothing that lasts.
   * @throws DubbingError
   */
  prepare(signal: AbortSignal): Promise<void>;
  /**
   * Plays the pipeline and waits until it takes media.
   * @throws DubbingError
   */
  open(pipeline: Pipeline, signal: AbortSignal): Promise<void>;
  /** Waits, after the end of the stream has gone through the pipeline, for what is still on its way. */
  drained(pipeline: Pipeline): Promise<void>;
}
