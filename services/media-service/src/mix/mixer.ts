import { int16View, linearFromDb, msToNs, nsToSamples, pcmOf, samplesToNs } from '@dubbing/common';
import type { ScheduleView } from '../media/schedule.js';
import { PCM_FRAME_BYTES, PROGRAMME_FORMAT, type AudioBlock } from '../media/units.js';
import { DubTrack } from './dub-track.js';
import { DuckCurve } from './duck-curve.js';
import { duckIntervals } from './duck-intervals.js';
import { Limiter, LIMITER_DELAY } from './limiter.js';
import { LoudnessMatch } from './loudness.js';

const { sampleRateHz } = PROGRAMME_FORMAT;
/** The peaks are estimated, a little low for sound that reaches up to 20 kHz; this is what the estimate may miss. */
const PEAK_MARGIN_DB = 0.25;
/** A block may be this far from where the one before it ends. More is a jump of the source. */
const TOLERANCE_NS = 20_000_000n;

export interface MixerOptions {
  /** `original` gives every block back as it came, bit for bit. Default `duck`. */
  readonly mode?: 'duck' | 'original';
  /** How far the original goes down under a dub, in dB. 0 leaves it as it is. Default 15. */
  readonly duckDepthDb?: number;
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
 * The mix of one language: the original as the bed, lowered under the dubs, and the dubs at the level of the
 * original speaker. Where nothing is dubbed and the original stays below the ceiling, it passes bit for bit.
 */
export class Mixer {
  /**
   * How far past the end of a block the view given with it must be committed: the original begins to go down
   * this long before a dub. What the view shows beyond is used to bridge pauses.
   */
  readonly lookAheadNs: bigint;
  readonly #passes: boolean;
  readonly #holdNs: bigint;
  readonly #attack: number;
  readonly #release: number;
  readonly #edge: number;
  readonly #curve: DuckCurve;
  readonly #loudness: LoudnessMatch;
  readonly #ceiling: number;
  readonly #tracks = new Map<string, DubTrack>();
  #limiter: Limiter;
  #left = new Float32Array(2048);
  #right = new Float32Array(2048);
  #gains = new Float32Array(2048);
  /** Samples mixed so far. Dubs are pinned to it, so they go on without a seam whatever the blocks' times round to. */
  #position = 0;
  /** Where the block before ended; undefined at the start and after a flush. */
  #endPtsNs: bigint | undefined;
  /** Samples at the head of the limiter's output that belong to no sound: its delay. */
  #toDrop = LIMITER_DELAY;

  constructor(options: MixerOptions = {}) {
    const attackMs = options.attackMs ?? 150;
    this.#passes = options.mode === 'original';
    this.lookAheadNs = msToNs(attackMs);
    this.#holdNs = msToNs(options.holdMs ?? 700);
    this.#edge = samplesOf(options.edgeMs ?? 10);
    const downGain = linearFromDb(-(options.duckDepthDb ?? 15));
    this.#attack = samplesOf(attackMs);
    this.#release = samplesOf(options.releaseMs ?? 400);
    this.#curve = new DuckCurve(downGain, this.#attack);
    this.#loudness = new LoudnessMatch(options.maxMatchDb ?? 12);
    this.#ceiling = 32_768 * linearFromDb((options.ceilingDbtp ?? -1) - PEAK_MARGIN_DB);
    this.#limiter = new Limiter(this.#ceiling);
  }

  /**
   * Mixes the next block. What comes out has the PTS of what went in; 5 ms are held back until more comes, so the
   * first block comes out shorter and every later one begins 5 ms earlier.
   *
   * @param view the language's schedule, committed up to the end of the block plus `lookAheadNs`
   * @returns contiguous blocks, nearly always one; more where the source jumped
   */
  mix(block: AudioBlock, view: ScheduleView): AudioBlock[] {
    if (this.#passes) return [block];
    const frames = block.pcm.length / PCM_FRAME_BYTES;
    const before = this.#jumps(block.ptsNs) ? this.flush() : [];
    this.#endPtsNs = block.ptsNs + samplesToNs(frames, sampleRateHz);
    this.#reserve(frames);
    this.#mixIn(block, frames, view);
    return [...before, ...this.#output(frames)];
  }

  /** What is still held back, at the end of the sound. */
  flush(): AudioBlock[] {
    if (this.#endPtsNs === undefined) return [];
    this.#reserve(LIMITER_DELAY);
    this.#left.fill(0, 0, LIMITER_DELAY);
    this.#right.fill(0, 0, LIMITER_DELAY);
    this.#endPtsNs += samplesToNs(LIMITER_DELAY, sampleRateHz);
    const tail = this.#output(LIMITER_DELAY);
    this.#limiter = new Limiter(this.#ceiling);
    this.#tracks.clear();
    this.#endPtsNs = undefined;
    this.#toDrop = LIMITER_DELAY;
    return tail;
  }

  #mixIn(block: AudioBlock, frames: number, view: ScheduleView): void {
    const samples = int16View(block.pcm);
    const [left, right, gains] = [this.#left, this.#right, this.#gains];
    const down = duckIntervals(view, this.#holdNs, this.lookAheadNs).map(({ startPtsNs, endPtsNs, isHurried }) => ({
      from: nsToSamples(startPtsNs - block.ptsNs, sampleRateHz),
      to: nsToSamples(endPtsNs - block.ptsNs, sampleRateHz),
      release: isHurried ? this.#attack : this.#release,
    }));
    const ducks = this.#curve.render(gains, frames, down);
    for (let i = 0; i < frames; i++) {
      const gain = ducks ? gains[i]! : 1;
      left[i] = samples[2 * i]! * gain;
      right[i] = samples[2 * i + 1]! * gain;
    }
    this.#startTracks(block.ptsNs, frames, view);
    for (const [fragmentId, track] of this.#tracks) {
      track.addTo(left, right, this.#position, frames);
      // Kept for two seconds, longer than a view looks back, so that a view which still shows it does not start it again.
      if (track.endSample + sampleRateHz * 2 < this.#position) this.#tracks.delete(fragmentId);
    }
    this.#position += frames;
  }

  #startTracks(blockPtsNs: bigint, frames: number, { placements }: ScheduleView): void {
    for (const placement of placements) {
      if (this.#tracks.has(placement.fragmentId)) continue;
      const offset = nsToSamples(placement.startPtsNs - blockPtsNs, sampleRateHz);
      if (offset >= frames || offset + placement.pcm48k.length <= 0) continue;
      const gain = this.#loudness.gainOf(placement);
      const track = new DubTrack(placement.pcm48k, this.#position + offset, gain, this.#edge);
      this.#tracks.set(placement.fragmentId, track);
    }
  }

  #output(frames: number): AudioBlock[] {
    this.#limiter.process(this.#left, this.#right, frames);
    const dropped = Math.min(this.#toDrop, frames);
    this.#toDrop -= dropped;
    if (dropped === frames) return [];
    const output = new Int16Array(2 * (frames - dropped));
    for (let i = dropped; i < frames; i++) {
      output[2 * (i - dropped)] = toInt16(this.#left[i]!);
      output[2 * (i - dropped) + 1] = toInt16(this.#right[i]!);
    }
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
    this.#gains = new Float32Array(frames);
  }
}

function samplesOf(durationMs: number): number {
  return Math.round((durationMs * sampleRateHz) / 1000);
}

function toInt16(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value)));
}
