import type { DubbingError } from '@dubbing/common';

import type { AudioUnit, VideoConfig, VideoUnit } from '../media/units.js';

/** One run of an output: from a connection or a file that is opened to its end. Pushing never waits. */
export interface Session {
  /** Resolves with what ended the session, or undefined where it was stopped or finished. Never rejects. */
  readonly ended: Promise<DubbingError | undefined>;
  /** The other side takes media. */
  readonly live: boolean;
  /** The programme time at which the timestamps that leave are zero; undefined before the first unit. */
  readonly zeroPtsNs: bigint | undefined;
  /** The part of a recording that is written, counted from 1; undefined for connections. */
  readonly part?: number | undefined;
  /** Bytes that were pushed and have not been taken yet. */
  readonly waitingBytes: number;
  /** Bytes that were taken so far: that they grow is the sign of an output that moves. */
  readonly takenBytes: number;
  setVideoConfig(config: VideoConfig): void;
  /** @returns false when the unit is before the session's start */
  pushVideo(unit: VideoUnit): boolean;
  /** @returns false when the unit is before the session's start */
  pushAudio(unit: AudioUnit): boolean;
  /** Lets what was pushed arrive, for as long as that moves on, then ends. */
  finish(): Promise<void>;
  /** Ends at once. May be called again. */
  stop(): void;
}

/** What every kind of session is opened with. */
export interface SessionOptions {
  readonly language: string;
  /** Absent for audio-only streams. */
  readonly video: VideoConfig | undefined;
  /**
   * Whether what is pushed while the connection is being made waits for it, as at the start of a programme. A session
   * that comes after another one starts with the first key frame after its connection: who watches live wants no past.
   */
  readonly keepsOpening: boolean;
}
