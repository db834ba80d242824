import type { Packet } from './packets.js';

export interface PictureReport {
  /** Frames of the recording. */
  frames: number;
  /** Frames whose slices are those of the reference frame that is due in their place. */
  identical: number;
  /** Frames of the reference that the recording should have between its first and last frame, and has not. */
  lost: number;
  /** Frames that occur again right after themselves. */
  repeated: number;
  /** Frames whose slices are no frame's of the reference. */
  altered: number;
  /**
   * Time in the recording minus time in the reference, in milliseconds, at the first frame. The reference's time runs
   * on over its loops. Undefined when no frame is the reference's.
   */
  offsetMs: number | undefined;
}

/**
 * Compares the coded pictures of a recording with a looped reference, frame for frame in decode order.
 * A recording starts anywhere in the loop; a hash that is unique in the loop tells where.
 * @param loopMs how long one loop of the reference lasts
 */
export function comparePicture(
  recording: readonly Packet[],
  reference: readonly Packet[],
  loopMs: number,
): PictureReport {
  const frames = recording.filter(({ kind }) => kind === 'video');
  const loop = reference.filter(({ kind }) => kind === 'video');
  const places = new Map<string, number[]>();
  loop.forEach(({ hash }, index) => places.set(hash, [...(places.get(hash) ?? []), index]));
  const report: PictureReport = {
    frames: frames.length,
    identical: 0,
    lost: 0,
    repeated: 0,
    altered: 0,
    offsetMs: undefined,
  };
  let next = firstPlace(frames, places);
  if (next === undefined) return { ...report, altered: frames.length };
  frames.forEach((frame, index) => {
    const due = next ?? 0;
    const candidates = places.get(frame.hash);
    if (candidates === undefined) {
      report.altered += 1;
      next = due + 1;
    } else if (index > 0 && frame.hash === frames[index - 1]?.hash && loop[due % loop.length]?.hash !== frame.hash) {
      report.repeated += 1;
    } else {
      const skipped = distanceTo(candidates, due, loop.length);
      report.lost += skipped;
      report.identical += 1;
      next = due + skipped + 1;
      const place = loop[(due + skipped) % loop.length];
      if (place !== undefined) report.offsetMs ??= frame.ptsMs - place.ptsMs;
    }
  });
  if (report.offsetMs !== undefined) report.offsetMs = ((report.offsetMs % loopMs) + loopMs) % loopMs;
  return report;
}

/** Where the first frame stands in the loop: told by the first frame of the recording that occurs there once. */
function firstPlace(frames: readonly Packet[], places: ReadonlyMap<string, number[]>): number | undefined {
  const total = [...places.values()].reduce((sum, { length }) => sum + length, 0);
  for (const [index, { hash }] of frames.entries()) {
    const [place, second] = places.get(hash) ?? [];
    if (place !== undefined && second === undefined) return (((place - index) % total) + total) % total;
  }
  return undefined;
}

/** How many frames lie between the one that is due and the next place of this hash. */
function distanceTo(candidates: readonly number[], due: number, loopLength: number): number {
  return Math.min(...candidates.map((place) => (((place - due) % loopLength) + loopLength) % loopLength));
}
