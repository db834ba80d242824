import type { Packet } from '../media/packets.js';
import { distributionOf, type Distribution } from '../report/distribution.js';
import type { FaultCode, ProbeFault } from '../report/fault.js';
import type { CapturedSegment, FollowedPlaylist, HlsCapture } from './hls-capture.js';
import { startTimes, type TimedSegment } from './segment-times.js';

/** What a player finds behind the playlists. */
export interface HlsReport {
  isLive: boolean;
  variants: number;
  audioLanguages: string[];
  captionLanguages: string[];
  targetDurationMs: number;
  segments: number;
  /** Lengths of the segments as the playlist tells them. */
  declared: Distribution | undefined;
  /** What is really in a segment minus what the playlist tells. */
  declaredError: Distribution | undefined;
  discontinuities: number;
  captions: number;
}

/** A player seeks and counts by the told lengths; this much off is an encoder's rounding. */
const LENGTH_TOLERANCE_MS = 100;
/** Segments of the same number in two playlists begin together, but for a coded frame and a picture. */
const ALIGNED_WITHIN_MS = 500;

interface Checked {
  report: HlsReport;
  faults: ProbeFault[];
}

export function checkHls(hls: HlsCapture, video: readonly Packet[], audio: readonly Packet[]): Checked {
  const timed = startTimes(video, hls.video.segments);
  const errors = lengthErrors(timed);
  const report: HlsReport = {
    isLive: hls.video.isLive,
    variants: hls.master?.variants.length ?? 0,
    audioLanguages: languagesOf(hls, 'AUDIO'),
    captionLanguages: languagesOf(hls, 'SUBTITLES'),
    targetDurationMs: hls.video.targetDurationMs,
    segments: hls.video.segments.length,
    declared: distributionOf(
      hls.video.segments.map(({ durationMs }) => durationMs),
      'ms',
    ),
    declaredError: distributionOf(
      errors.map(({ errorMs }) => errorMs),
      'ms',
    ),
    discontinuities: hls.video.segments.filter(({ isDiscontinuity }) => isDiscontinuity).length,
    captions: hls.captions.length,
  };
  const followed = [hls.video, hls.audio, hls.subtitles].filter((list) => list !== undefined);
  return {
    report,
    faults: [
      ...hls.faults,
      ...followed.flatMap(({ faults }) => faults),
      ...(video.length === 0 ? [] : keyFaults(timed)),
      ...errors.filter(({ errorMs }) => Math.abs(errorMs) > LENGTH_TOLERANCE_MS).map(lengthFault),
      ...discontinuityFaults(timed),
      ...(hls.audio === undefined ? [] : alignment(timed, startTimes(audio, hls.audio.segments), hls.audio)),
      ...captionFaults(hls),
    ],
  };
}

const languagesOf = ({ master }: HlsCapture, type: string): string[] =>
  (master?.renditions ?? []).filter((rendition) => rendition.type === type).flatMap(({ language }) => language ?? []);

function keyFaults(segments: readonly TimedSegment[]): ProbeFault[] {
  return segments
    .filter(({ startMs, beginsWithKey }) => startMs !== undefined && !beginsWithKey)
    .map((segment) =>
      fault('HLS_SEGMENT_NOT_KEY', segment, `segment ${segment.sequence} does not begin with a key frame`),
    );
}

interface LengthError {
  segment: TimedSegment;
  errorMs: number;
}

/** From the start of a segment to the start of the next; the last one, and one before a discontinuity, ends with its packets. */
function lengthErrors(segments: readonly TimedSegment[]): LengthError[] {
  return segments.flatMap((segment, index) => {
    const next = segments[index + 1];
    const isFollowed = next !== undefined && next.sequence === segment.sequence + 1 && next.part === segment.part;
    const endMs = isFollowed ? next.startMs : segment.endMs;
    if (segment.startMs === undefined || endMs === undefined) return [];
    return [{ segment, errorMs: endMs - segment.startMs - segment.durationMs }];
  });
}

function lengthFault({ segment, errorMs }: LengthError): ProbeFault {
  const told = `${errorMs > 0 ? 'longer' : 'shorter'} by ${Math.abs(errorMs).toFixed(0)} ms than the playlist tells`;
  return {
    ...fault('HLS_SEGMENT_DURATION_WRONG', segment, `segment ${segment.sequence} is ${told}`),
    sizeMs: Math.abs(errorMs),
  };
}

function discontinuityFaults(segments: readonly TimedSegment[]): ProbeFault[] {
  return segments
    .filter(({ isDiscontinuity }) => isDiscontinuity)
    .map((segment) => ({
      ...fault('HLS_DISCONTINUITY', segment, `a discontinuity before segment ${segment.sequence}`),
      severity: 'warning',
    }));
}

function alignment(
  video: readonly TimedSegment[],
  audio: readonly TimedSegment[],
  { name }: FollowedPlaylist,
): ProbeFault[] {
  const starts = new Map(audio.map(({ sequence, startMs }) => [sequence, startMs]));
  const off = video.flatMap((segment) => {
    const startMs = starts.get(segment.sequence);
    if (segment.startMs === undefined || startMs === undefined) return [];
    return Math.abs(startMs - segment.startMs) > ALIGNED_WITHIN_MS
      ? [{ segment, byMs: startMs - segment.startMs }]
      : [];
  });
  const worst = [...off].sort((a, b) => Math.abs(b.byMs) - Math.abs(a.byMs))[0];
  if (worst === undefined) return [];
  const message = `${name}: ${off.length} segments begin up to ${Math.abs(worst.byMs).toFixed(0)} ms away from the picture's`;
  return [{ ...fault('HLS_RENDITION_MISALIGNED', worst.segment, message), sizeMs: Math.abs(worst.byMs) }];
}

/** The playlist of the captions has to run beside the picture's, segment by segment. */
function captionFaults({ video, subtitles }: HlsCapture): ProbeFault[] {
  if (subtitles === undefined) return [];
  const lengths = new Map(subtitles.segments.map(({ sequence, durationMs }) => [sequence, durationMs]));
  const both = video.segments.filter(({ sequence }) => lengths.has(sequence));
  const sumMs = both.reduce((sum, { sequence, durationMs }) => sum + (lengths.get(sequence) ?? 0) - durationMs, 0);
  if (Math.abs(sumMs) <= ALIGNED_WITHIN_MS) return [];
  const message = `${subtitles.name}: over ${both.length} segments it runs ${Math.abs(sumMs).toFixed(0)} ms away from the picture`;
  return [{ code: 'HLS_RENDITION_MISALIGNED', severity: 'error', sizeMs: Math.abs(sumMs), message }];
}

function fault(
  code: FaultCode,
  { startMs }: Pick<TimedSegment, 'startMs'> & CapturedSegment,
  message: string,
): ProbeFault {
  return { code, severity: 'error', ...(startMs === undefined ? {} : { atMs: startMs }), message };
}
