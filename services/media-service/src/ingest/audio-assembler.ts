import { nsToSamples, samplesToNs } from '@dubbing/common';

import { PCM_FRAME_BYTES, PROGRAMME_FORMAT, type AudioBlock } from '../media/units.js';
import { JOIN_SAMPLES, fadeInStart, fadeOutEnd } from './soft-join.js';

const { sampleRateHz } = PROGRAMME_FORMAT;
/**
 * 100 ms: every block wakes the voice detector, the mixers and the encoders, and waking them costs more than the work.
 * Finer blocks would not be heard: the release, the mix and the cuts are placed by samples, not by blocks.
 */
export const BLOCK_SAMPLES = 4800;
/** Beyond this the source really jumped; below it its timestamps are just rounded (FLV counts whole milliseconds). */
const RESYNC_NS = 40_000_000n;
/** A lasting offset above the first is worked off, one sample per buffer, until it is below the second. */
const DRIFT_START_NS = 3_000_000;
const DRIFT_DONE_NS = 500_000;
const AVERAGE_WEIGHT = 1 / 64;
/** Holes up to this long are filled with silence; a longer one shows as a jump of the PTS. */
const MAX_FILL_NS = 10_000_000_000n;

/**
 * Makes sample-exact, contiguous blocks of a source's sound.
 *
 * Times are counted in samples from an anchor that the source gave, and the source's own times are only compared with
 * that count: rounding does not show, and a sound card that runs a little fast or slow is followed inaudibly.
 */
export class AudioAssembler {
  readonly #onBlock: (block: AudioBlock) => void;
  #anchorNs: bigint | undefined;
  /** Samples from the anchor to the end of what was taken in. */
  #samples = 0;
  #block = Buffer.allocUnsafe(BLOCK_SAMPLES * PCM_FRAME_BYTES);
  #filled = 0;
  #averageOffsetNs = 0;
  #correcting = false;
  #realign = false;
  /** The block that was given out last: the end of the sound may lie in it. */
  #before: Buffer = Buffer.alloc(0);
  /** Samples of the next sound that are still to come in softly. */
  #toFadeIn = 0;
  /** How often the source's time jumped, and how many samples drift correction put in or took out. */
  readonly stats = { resyncs: 0, filledSamples: 0, droppedSamples: 0, correctedSamples: 0 };

  constructor(onBlock: (block: AudioBlock) => void) {
    this.#onBlock = onBlock;
  }

  /** Where the next sample is expected; undefined before the first. */
  get endPtsNs(): bigint | undefined {
    return this.#anchorNs === undefined ? undefined : this.#anchorNs + samplesToNs(this.#samples, sampleRateHz);
  }

  push(ptsNs: bigint, pcm: Buffer): void {
    const end = this.endPtsNs;
    if (end === undefined) {
      this.#anchorNs = ptsNs;
      this.#take(pcm);
      return;
    }
    const offsetNs = ptsNs - end;
    const toleranceNs = this.#realign ? 0n : RESYNC_NS;
    this.#realign = false;
    if (offsetNs > toleranceNs) this.fillTo(ptsNs);
    else if (offsetNs < -toleranceNs) {
      this.#takeAfter(offsetNs, pcm);
      return;
    } else {
      this.#take(this.#followDrift(Number(offsetNs), pcm));
      return;
    }
    this.#take(pcm);
  }

  /** Silence up to `ptsNs`, or a jump to it when that is too far. A time in the past changes nothing. */
  fillTo(ptsNs: bigint): void {
    const end = this.endPtsNs;
    if (end === undefined) {
      this.#anchorNs = ptsNs;
      return;
    }
    if (ptsNs <= end) return;
    this.breakOff();
    this.stats.resyncs += 1;
    this.#averageOffsetNs = 0;
    if (ptsNs - end > MAX_FILL_NS) {
      this.flush();
      this.#anchorNs = ptsNs;
      this.#samples = 0;
      return;
    }
    const samples = nsToSamples(ptsNs - end, sampleRateHz);
    this.stats.filledSamples += samples;
    this.#append(Buffer.alloc(samples * PCM_FRAME_BYTES));
  }

  /** The sound is over here for now: it goes out softly, and what comes next comes in softly, so that no join clicks. */
  breakOff(): void {
    if (this.#samples === 0 || this.#toFadeIn === JOIN_SAMPLES) return;
    fadeOutEnd(this.#before, this.#block.subarray(0, this.#filled));
    this.#toFadeIn = JOIN_SAMPLES;
  }

  /** What comes next is of another connection: its first time is taken exactly, not for jitter. */
  realign(): void {
    this.breakOff();
    this.#realign = true;
  }

  /** Gives out what is left of a block. */
  flush(): void {
    if (this.#filled === 0) return;
    this.#emit(this.#block.subarray(0, this.#filled));
  }

  /** The source went back: what it repeats is dropped, to the sample, however many pieces it comes in. */
  #takeAfter(offsetNs: bigint, pcm: Buffer): void {
    this.stats.resyncs += 1;
    const samples = pcm.length / PCM_FRAME_BYTES;
    const repeated = Math.min(nsToSamples(-offsetNs, sampleRateHz), samples);
    this.stats.droppedSamples += repeated;
    this.#realign = repeated === samples;
    this.#take(pcm.subarray(repeated * PCM_FRAME_BYTES));
  }

  #followDrift(offsetNs: number, pcm: Buffer): Buffer {
    this.#averageOffsetNs += (offsetNs - this.#averageOffsetNs) * AVERAGE_WEIGHT;
    const lasting = Math.abs(this.#averageOffsetNs);
    this.#correcting = lasting > (this.#correcting ? DRIFT_DONE_NS : DRIFT_START_NS);
    if (!this.#correcting || pcm.length <= PCM_FRAME_BYTES) return pcm;
    this.stats.correctedSamples += 1;
    if (this.#averageOffsetNs < 0) return pcm.subarray(PCM_FRAME_BYTES);
    return Buffer.concat([pcm.subarray(0, PCM_FRAME_BYTES), pcm]);
  }

  #take(pcm: Buffer): void {
    if (this.#toFadeIn === 0) {
      this.#append(pcm);
      return;
    }
    const soft = Buffer.from(pcm);
    this.#toFadeIn -= fadeInStart(soft, JOIN_SAMPLES - this.#toFadeIn);
    this.#append(soft);
  }

  #append(pcm: Buffer): void {
    for (let at = 0; at < pcm.length;) {
      const copied = pcm.copy(this.#block, this.#filled, at);
      at += copied;
      this.#filled += copied;
      this.#samples += copied / PCM_FRAME_BYTES;
      if (this.#filled === this.#block.length) this.#emit(this.#block);
    }
  }

  #emit(pcm: Buffer): void {
    const start = this.#samples - pcm.length / PCM_FRAME_BYTES;
    const ptsNs = (this.#anchorNs ?? 0n) + samplesToNs(start, sampleRateHz);
    this.#block = Buffer.allocUnsafe(BLOCK_SAMPLES * PCM_FRAME_BYTES);
    this.#filled = 0;
    this.#before = pcm;
    this.#onBlock({ ptsNs, pcm });
  }
}
