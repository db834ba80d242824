import { int16View, linearFromDb, msToNs, nsToSamples, pcmOf, samplesToNs } from '@dubbing/common';
import type { ScheduleView } from '../media/schedule.js';
import { PCM_FRAME_BYTES, PROGRAMME_FORMAT, type AudioBlock } from '../media/units.js';
import { BedBlend } from './bed-blend.js';
import { DownCurve, type DownState, type SampleRange } from './down-curve.js';
import { DubTrack } from './dub-track.js';
import { duckIntervals } from './duck-intervals.js';
import { deinterleave, fadeIn, fadeOut, interleave, peakOf } from './interleaved.js';
import { Limiter, LIMITER_DELAY } from './limiter.js';
import { LoudnessMatch } from './loudness.js';

const { sampleRateHz } = PROGRAMME_FORMAT;
/** What the estimate of the peaks, and the gain's own movement, may miss. */
const PEAK_MARGIN_DB = 0.2;
/** A block may be this far from where the one before it ends. More is a jump of the source. */
const TOLERANCE_NS = 20_000_000n;

export interface MixerOptions {
  /** `original` gives every block back as it came, bit for bit. Default `duck`. */
  readonly mode?: 'duck' | 'original';
  /** How far the original goes down under a dub where there is no bed, in dB. 0 leaves it as it is. Default 15. */
  readonly duckDepthDb?: number;
  /** Whether the original gives way to the block's bed under a dub, where it has one. Default true. */
  readonly useBed?: boolean;
  /** The original is down this long after it began to go; it is down when the dub starts. Default 150. */
  readonly attackMs?: number;
  /** How long the original takes to come up again. Default 400. */
  readonly releaseMs?: number;
  /** Pauses between dubs shorter than this are bridged. Default 700. */
  readonly holdMs?: number;
  /** How long a dub takes to come in and to go out. Default 10. */
  readonly edgeMs?: number;
  /** A dub is made louder or softer by at most this, in dB. Default 12. */
  readonly maxMatchDb?: number;
  /** Largest true peak of the mix, in dBTP. Default −1. */
  readonly ceilingDbtp?: number;
}

/**
 * The mix of one language: the original, or under a dub its bed or the lowered original, and the dubs at the loudness
 * of the original speaker. Where nothing is dubbed and the original stays below the ceiling, it passes bit for bit.
 */
export class Mixer {
  /**
   * How far past the end of a block the view given with it must be committed: the original begins to go down
   * this long before a dub. What the view shows beyond is used to bridge pauses.
   */
  readonly lookAheadNs: bigint;
  readonly #passes: boolean;
  readonly #useBed: boolean;
  readonly #holdNs: bigint;
  readonly #attack: number;
  readonly #release: number;
  readonly #edge: number;
  readonly #curve: DownCurve;
  readonly #blend: BedBlend;
  readonly #loudness: LoudnessMatch;
  readonly #ceiling: number;
  readonly #tracks = new Map<string, DubTrack>();
  #limiter: Limiter;
  #left = new Float32Array(4800);
  #right = new Float32Array(4800);
  #depths = new Float32Array(4800);
  /** Samples mixed so far. Dubs are pinned to it, so they go on without a seam whatever the blocks' times round to. */
  #position = 0;
  /** Where the block before ended; undefined at the start and after a flush. */
  #endPtsNs: bigint | undefined;
  /** Samples at the head of the limiter's output that belong to no sound: its delay. */
  #toDrop = LIMITER_DELAY;
  /** Samples over which the sound behind a jump of the source still has to come in. */
  #toFadeIn = 0;

  constructor(options: MixerOptions = {}) {
    const attackMs = options.attackMs ?? 150;
    this.#passes = options.mode === 'original';
    this.#useBed = options.useBed ?? true;
    this.lookAheadNs = msToNs(attackMs);
    this.#holdNs = msToNs(options.holdMs ?? 700);
    this.#edge = samplesOf(options.edgeMs ?? 10);
    this.#attack = samplesOf(attackMs);
    this.#release = samplesOf(options.releaseMs ?? 400);
    this.#curve = new DownCurve(this.#attack);
    this.#blend = new BedBlend(linearFromDb(-(options.duckDepthDb ?? 15)));
    this.#loudness = new LoudnessMatch(options.maxMatchDb ?? 12);
    this.#ceiling = 32_768 * linearFromDb((options.ceilingDbtp ?? -1) - PEAK_MARGIN_DB);
    this.#limiter = new Limiter(this.#ceiling);
  }

  /**
   * Mixes the next block. What comes out has the PTS of what went in; 5 ms are held back until more comes, so the
   * first block comes out shorter and every later one begins 5 ms earlier. Where the source jumped, both sides are
   * faded over those 5 ms.
   *
   * @param view the language's schedule, committed up to the end of the block plus `lookAheadNs`
   * @returns contiguous blocks, nearly always one; more where the source jumped
   */
  mix(block: AudioBlock, view: ScheduleView): AudioBlock[] {
    if (this.#passes) return [block];
    const frames = block.pcm.length / PCM_FRAME_BYTES;
    const before = this.#jumps(block.ptsNs) ? this.#endStretch(true) : [];
    this.#endPtsNs = block.ptsNs + samplesToNs(frames, sampleRateHz);
    return [...before, ...this.#mixBlock(block, frames, view)];
  }

  /** What is still held back, at the end of the sound. */
  flush(): AudioBlock[] {
    return this.#endStretch(false);
  }

  #mixBlock(block: AudioBlock, frames: number, view: ScheduleView): AudioBlock[] {
    const original = int16View(block.pcm);
    const bed = this.#bedOf(block);
    this.#reserve(frames);
    const state = this.#curve.render(this.#depths, frames, this.#downRanges(block.ptsNs, view));
    this.#startTracks(block.ptsNs, frames, view);
    const position = this.#position;
    this.#position += frames;
    const tracks = [...this.#tracks.values()].filter((track) => track.isHeardIn(position, frames));
    if (state === 'up') this.#blend.skip(bed);
    if (state === 'up' && tracks.length === 0 && this.#limiter.isIdle) {
      const peak = peakOf(original);
      if (peak <= this.#limiter.safePeak) return this.#passed(original, peak);
    }
    this.#fill(original, bed, state);
    for (const track of tracks) track.addTo(this.#left, this.#right, position, frames);
    this.#forgetTracks();
    return this.#limited(frames);
  }

  #fill(original: Int16Array, bed: Int16Array | undefined, state: DownState): void {
    if (state === 'up') deinterleave(original, this.#left, this.#right);
    else this.#blend.render(this.#left, this.#right, original, bed, state, this.#depths);
  }

  #bedOf({ pcm, bed }: AudioBlock): Int16Array | undefined {
    return this.#useBed && bed?.length === pcm.length ? int16View(bed) : undefined;
  }

  #downRanges(ptsNs: bigint, view: ScheduleView): SampleRange[] {
    return duckIntervals(view, this.#holdNs, this.lookAheadNs).map(({ startPtsNs, endPtsNs, isHurried }) => ({
      from: nsToSamples(startPtsNs - ptsNs, sampleRateHz),
      to: nsToSamples(endPtsNs - ptsNs, sampleRateHz),
      release: isHurried ? this.#attack : this.#release,
    }));
  }

  #startTracks(blockPtsNs: bigint, frames: number, { placements }: ScheduleView): void {
    for (const placement of placements) {
      if (this.#tracks.has(placement.fragmentId)) continue;
      const offset = nsToSamples(placement.startPtsNs - blockPtsNs, sampleRateHz);
      // The last few samples of one that is nearly over would be a click.
      if (offset >= frames || offset + placement.pcm48k.length <= (offset < 0 ? 2 * this.#edge : 0)) continue;
      const gain = this.#loudness.gainOf(placement);
      const start = this.#position + offset;
      this.#tracks.set(placement.fragmentId, new DubTrack(placement.pcm48k, start, gain, this.#edge, this.#position));
    }
  }

  /** Kept for two seconds, longer than a view looks back, so that a view which still shows one does not start it again. */
  #forgetTracks(): void {
    for (const [fragmentId, track] of this.#tracks) {
      if (track.endSample + sampleRateHz * 2 < this.#position) this.#tracks.delete(fragmentId);
    }
  }

  #endStretch(isJump: boolean): AudioBlock[] {
    if (this.#endPtsNs === undefined) return [];
    this.#reserve(LIMITER_DELAY);
    this.#left.fill(0, 0, LIMITER_DELAY);
    this.#right.fill(0, 0, LIMITER_DELAY);
    this.#endPtsNs += samplesToNs(LIMITER_DELAY, sampleRateHz);
    const tail = this.#limited(LIMITER_DELAY);
    if (isJump) for (const { pcm } of tail) fadeOut(int16View(pcm));
    this.#limiter = new Limiter(this.#ceiling);
    this.#blend.reset();
    this.#tracks.clear();
    this.#endPtsNs = undefined;
    this.#toDrop = LIMITER_DELAY;
    this.#toFadeIn = isJump ? LIMITER_DELAY : 0;
    return tail;
  }

  #passed(original: Int16Array, peak: number): AudioBlock[] {
    const output = new Int16Array(original.length);
    this.#limiter.pass(original, output, peak);
    return this.#released(output);
  }

  #limited(frames: number): AudioBlock[] {
    this.#limiter.process(this.#left, this.#right, frames);
    return this.#released(interleave(this.#left, this.#right, frames));
  }

  #released(delayed: Int16Array): AudioBlock[] {
    const frames = delayed.length / 2;
    const dropped = Math.min(this.#toDrop, frames);
    this.#toDrop -= dropped;
    if (dropped === frames) return [];
    const output = delayed.subarray(2 * dropped);
    if (this.#toFadeIn > 0) this.#toFadeIn -= fadeIn(output, LIMITER_DELAY - this.#toFadeIn, LIMITER_DELAY);
    const heldBack = samplesToNs(frames - dropped + LIMITER_DELAY, sampleRateHz);
    return [{ ptsNs: (this.#endPtsNs ?? 0n) - heldBack, pcm: pcmOf(output) }];
  }

  #jumps(ptsNs: bigint): boolean {
    if (this.#endPtsNs === undefined) return false;
    const difference = ptsNs - this.#endPtsNs;
    return difference > TOLERANCE_NS || difference < -TOLERANCE_NS;
  }

  #reserve(frames: number): void {
    if (this.#left.length >= frames) return;
    this.#left = new Float32Array(frames);
    this.#right = new Float32Array(frames);
    this.#depths = new Float32Array(frames);
  }
}

function samplesOf(durationMs: number): number {
  return Math.round((durationMs * sampleRateHz) / 1000);
}
