import type { Quantity } from './distribution.js';

/** What the probe finds wrong. A code is a fact about the published output; the README tells how each is measured. */
export type FaultCode =
  // timestamps
  | 'DTS_BACKWARD'
  | 'DTS_REPEATED'
  | 'DTS_AFTER_PTS'
  | 'PTS_REPEATED'
  | 'TIMESTAMP_GAP'
  | 'TIMESTAMP_OVERLAP'
  | 'PACKETS_LOST'
  | 'TRACK_MISSING'
  // picture
  | 'FRAMES_LOST'
  | 'FRAMES_REPEATED'
  | 'FRAMES_ALTERED'
  | 'FRAMES_INSERTED'
  | 'FRAMES_REORDERED'
  | 'FRAMES_RETIMED'
  | 'PICTURE_FOREIGN'
  // A/V offset
  | 'SOUND_LATE'
  | 'SOUND_EARLY'
  | 'SYNC_DRIFT'
  // HLS
  | 'HLS_TARGET_DURATION_CHANGED'
  | 'HLS_SEGMENT_TOO_LONG'
  | 'HLS_SEGMENT_DURATION_WRONG'
  | 'HLS_SEGMENT_NOT_KEY'
  | 'HLS_SEQUENCE_BACKWARD'
  | 'HLS_SEGMENT_CHANGED'
  | 'HLS_DISCONTINUITY'
  | 'HLS_RENDITION_MISSING'
  | 'HLS_RENDITION_MISALIGNED'
  | 'HLS_PLAYLIST_STALE'
  | 'HLS_PLAYLIST_INVALID'
  | 'HLS_SEGMENT_UNAVAILABLE'
  // sound
  | 'SILENCE'
  | 'CLICK'
  | 'TRUE_PEAK_EXCEEDED'
  | 'LOUDNESS_OFF'
  | 'BED_LOST'
  | 'BED_LOUD'
  // dub
  | 'DUBS_OVERLAP'
  | 'SENTENCE_REPEATED'
  | 'DUB_LATE'
  | 'DUB_EARLY'
  | 'DUB_NOT_HEARD';

/** One fault. `atMs` is a time in the probed output, in its own timestamps; absent where the fault has no place. */
export interface ProbeFault {
  code: FaultCode;
  /** An error makes the probe's exit code 1; a warning is told and does not. */
  severity: 'error' | 'warning';
  atMs?: number;
  /** How long, late or large in time; for anything else there is `size`. */
  sizeMs?: number;
  size?: Quantity;
  /** A full sentence for a person. */
  message: string;
}
