import type { MediaTrack } from '../media/track.js';
import type { HlsCapture } from '../hls/hls-capture.js';

/** A published output on the disk, as a player got it. */
export interface Capture {
  /** As given, without its secrets. */
  uri: string;
  container: string;
  /** Absent for what was read whole. */
  capturedSeconds?: number;
  video?: MediaTrack;
  /** The chosen audio: of the language asked for, or else the first. */
  audio?: MediaTrack;
  /** Files whose transport packets can be checked for loss. */
  transportFiles: string[];
  /** What is there of an HLS stream besides its media. */
  hls?: HlsCapture;
  /** Removes what was written. Idempotent. */
  close(): Promise<void>;
}

export interface CaptureOptions {
  /** How long a live output is captured; files are read whole. */
  seconds: number;
  /** The audio rendition or track to be probed, as a language tag. */
  language?: string;
  signal: AbortSignal;
}
