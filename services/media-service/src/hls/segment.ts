/** A stretch of the programme that every rendition turns into one segment file. */
export interface SegmentInterval {
  /** The media sequence number, the same in every rendition. */
  sequence: number;
  startPtsNs: bigint;
  endPtsNs: bigint;
  discontinuity: boolean;
  /** Of the video rendition, whose configuration may change on the way. */
  videoInitUri?: string;
}

/** What a rendition made of an interval. */
export interface FinishedSegment {
  interval: SegmentInterval;
  /** Empty where the rendition had nothing for the interval: it is listed as a gap. */
  body: readonly Buffer[];
  byteLength: number;
  durationMs: number;
  /** Where the first sample is presented. */
  startPtsNs: bigint;
  /** Whether all of it can be decoded without any other segment. */
  independent: boolean;
}
