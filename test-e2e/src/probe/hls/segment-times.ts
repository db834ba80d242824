import { readPackets, type Packet } from '../media/packets.js';
import type { MediaTrack } from '../media/track.js';
import type { CapturedSegment, FollowedPlaylist } from './hls-capture.js';

/** A segment with what is really in it. */
export interface TimedSegment extends CapturedSegment {
  /** When its first picture is shown or its first sound heard; undefined when it holds none of this track. */
  startMs: number | undefined;
  /** Until the end of its last one. */
  endMs: number | undefined;
  beginsWithKey: boolean;
}

/** Finds out by the places of the packets in the files which segment each is in. */
export function startTimes(packets: readonly Packet[], segments: readonly CapturedSegment[]): TimedSegment[] {
  const timed = segments.map((segment): TimedSegment => ({
    ...segment,
    startMs: undefined,
    endMs: undefined,
    beginsWithKey: false,
  }));
  for (const { part, position, ptsMs, durationMs, isKey } of packets) {
    if (position === undefined || ptsMs === undefined) continue;
    const segment = timed.findLast((candidate) => candidate.part === part && candidate.position <= position);
    if (segment === undefined) continue;
    if (segment.startMs === undefined) segment.beginsWithKey = isKey;
    segment.startMs = Math.min(segment.startMs ?? Number.POSITIVE_INFINITY, ptsMs);
    segment.endMs = Math.max(segment.endMs ?? Number.NEGATIVE_INFINITY, ptsMs + durationMs);
  }
  return timed;
}

/** Times that go on over a discontinuity by themselves, within this, are left as they are. */
const GOES_ON_MS = 1_000;

/**
 * What has to be added to the times of each part so that it begins where the one before it ends, by the lengths in the
 * playlist, as a player shows it.
 */
export async function shiftsOf(track: MediaTrack, { segments }: FollowedPlaylist): Promise<number[]> {
  if (track.parts.length < 2) return [0];
  const timed = startTimes(await readPackets({ ...track, isCut: false }), segments);
  const shifts: number[] = [];
  let endMs: number | undefined;
  for (const part of track.parts.keys()) {
    const own = timed.filter((segment) => segment.part === part);
    const startMs = own.find((segment) => segment.startMs !== undefined)?.startMs ?? 0;
    const isJump = endMs !== undefined && Math.abs(startMs - endMs) > GOES_ON_MS;
    shifts.push(isJump ? (endMs ?? 0) - startMs : 0);
    endMs = startMs + (shifts.at(-1) ?? 0) + own.reduce((sum, { durationMs }) => sum + durationMs, 0);
  }
  return shifts;
}
