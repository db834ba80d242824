import type { ProbeFault } from '../report/fault.js';
import type { Caption } from './captions.js';
import type { MasterPlaylist } from './playlist.js';

/** A segment on the disk. */
export interface CapturedSegment {
  sequence: number;
  /** As the playlist says. */
  durationMs: number;
  isDiscontinuity: boolean;
  /** Which of the files it is in, and its first byte there. */
  part: number;
  position: number;
}

/** One playlist of the stream as a player followed it. */
export interface FollowedPlaylist {
  name: string;
  targetDurationMs: number;
  segments: CapturedSegment[];
  /** A file for each stretch without a discontinuity; the initialisation section stands first in it. */
  files: string[];
  isLive: boolean;
  /** What was wrong with the playlist itself. */
  faults: ProbeFault[];
}

/** What is there of an HLS stream besides the chosen picture and sound. */
export interface HlsCapture {
  /** Absent when a media playlist was given. */
  master?: MasterPlaylist;
  video: FollowedPlaylist;
  /** Absent when the sound is in the segments of the picture. */
  audio?: FollowedPlaylist;
  subtitles?: FollowedPlaylist;
  captions: Caption[];
  /** Renditions that were asked for or offered, and are not there. */
  faults: ProbeFault[];
}
