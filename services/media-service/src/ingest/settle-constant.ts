import type { VideoUnit } from '../media/units.js';
import type { Epoch } from './epochs.js';

/** The programme starts here rather than at zero, so that no time before the first unit is ever negative. */
export const PROGRAMME_START_NS = 1_000_000_000n;

/** Where the programme so far ends, per track. */
export interface TrackEnds {
  readonly video: { readonly dtsNs: bigint; readonly ptsNs: bigint } | undefined;
  readonly audioNs: bigint | undefined;
  readonly headNs: bigint | undefined;
}

/** One track alone that moves by less than this is corrected by its source; its own times are right. */
const CORRECTION_NS = 2_000_000_000n;

/**
 * The constant between a stretch of the source's timeline and the programme's: the least one with which no track
 * overlaps what it gave before. The track that ends last goes on without a hole.
 */
export function settleConstant(epoch: Epoch, ends: TrackEnds, firstUnit: VideoUnit | undefined): bigint {
  const video = epoch.firsts.get('video');
  const audio = epoch.firsts.get('audio');
  const { jumpNs, before } = epoch;
  const alone = video === undefined || audio === undefined;
  if (alone && jumpNs !== undefined && before?.constantNs !== undefined && isCorrection(jumpNs)) {
    return before.constantNs;
  }
  const starts = [...epoch.firsts.values()].map(({ startNs }) => startNs);
  const earliest = starts.reduce((least, start) => (start < least ? start : least), starts[0] ?? 0n);
  if (ends.headNs === undefined) return PROGRAMME_START_NS - earliest;
  const candidates: bigint[] = [];
  if (video !== undefined && ends.video !== undefined) {
    candidates.push(ends.video.dtsNs - video.startNs);
    // In the middle of a group the pictures that follow are shown before this one, as they would have been anyway.
    if (firstUnit?.keyFrame === true) candidates.push(ends.video.ptsNs - firstUnit.ptsNs);
  }
  if (audio !== undefined && ends.audioNs !== undefined) candidates.push(ends.audioNs - audio.startNs);
  const [first, ...rest] = candidates;
  if (first === undefined) return ends.headNs - earliest;
  return rest.reduce((most, each) => (each > most ? each : most), first);
}

function isCorrection(jumpNs: bigint): boolean {
  return jumpNs < CORRECTION_NS && jumpNs > -CORRECTION_NS;
}
