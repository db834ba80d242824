/** As much of a GstSegment as places a buffer on the pipeline's running time. */
export interface Segment {
  readonly startNs: bigint;
  readonly offsetNs: bigint;
  readonly baseNs: bigint;
}

/**
 * Reads the text of a segment event. Two tracks of one file often have different segments (an MP4 edit list shifts
 * one of them), so bare buffer times of two tracks must never be compared: their running times may.
 */
export function parseSegment(eventText: string): Segment | undefined {
  if (!eventText.includes('format=(GstFormat)time')) return undefined;
  return {
    startNs: fieldOf(eventText, 'start'),
    offsetNs: fieldOf(eventText, 'offset'),
    baseNs: fieldOf(eventText, 'base'),
  };
}

function fieldOf(text: string, name: string): bigint {
  const digits = new RegExp(`[ ,"]${name}=\\(guint64\\)([0-9]+)`).exec(text)?.[1];
  return digits === undefined ? 0n : BigInt(digits);
}

/**
 * gst_segment_to_running_time for playback at normal speed, without its clipping: a DTS, and pictures that are only
 * decoded and never shown, may lie before the segment and come out negative.
 */
export function toRunningTimeNs(segment: Segment, timeNs: bigint): bigint {
  return timeNs - segment.startNs - segment.offsetNs + segment.baseNs;
}
