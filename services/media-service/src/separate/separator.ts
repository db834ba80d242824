import { int16View, pcmOf, samplesToNs, toDubbingError, type DubbingError, type Logger } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import { PCM_FRAME_BYTES, PROGRAMME_FORMAT, type AudioBlock } from '../media/units.js';
import { GivenVoice } from './given-voice.js';
import { loadEstimator } from './load-estimator.js';
import type { SpeechEstimator } from './speech-estimator.js';
import { VoiceRemover } from './voice-remover.js';

/** A block may be this far from where the one before it ends. More is a jump of the source. */
const TOLERANCE_NS = 20_000_000n;
const DEFAULT_MAX_BACKLOG_MS = 1500;

export interface SeparatorOptions {
  readonly logger: Logger;
  /** Told once when the model fails; no block gets a bed from then on. */
  readonly onError: (error: DubbingError) => void;
  /** Sound that may wait, in milliseconds; less than the programme delay. Default 1500. */
  readonly maxBacklogMs?: number;
}

export interface SeparatorModelOptions extends SeparatorOptions {
  /** An ONNX file or a folder of them; `load-estimator.ts` says which. */
  readonly model: string;
}

/** @throws DubbingError SEPARATION_MODEL_INVALID */
export async function openSeparator({ model, ...options }: SeparatorModelOptions): Promise<Separator> {
  return new Separator(await loadEstimator(model), options);
}

/** A separator for a source that carries the voice as a track of its own: every block's `commentary`. It needs no model. */
export function separateGivenVoice(options: SeparatorOptions): Separator {
  return new Separator(new GivenVoice(), options);
}

/** A block whose bed is being made. */
interface Pending {
  readonly block: AudioBlock;
  readonly bed: Int16Array<ArrayBuffer>;
  filled: number;
}

/**
 * Fills in the bed of blocks while they wait in the delay line. Nothing waits for it: a block whose bed is not there at
 * its release is ducked instead.
 */
export class Separator {
  /** Blocks that got a bed, and those that went without because there was no time or the model failed. */
  separatedBlocks = 0;
  skippedBlocks = 0;
  readonly #estimator: SpeechEstimator;
  readonly #remover: VoiceRemover;
  readonly #options: SeparatorOptions;
  readonly #maxBacklogFrames: number;
  /** Blocks, and `end` where the sound before it is over. */
  #queue: (AudioBlock | 'end')[] = [];
  #queuedFrames = 0;
  #pending: Pending[] = [];
  /** What was under way belongs to blocks that were given up. */
  #isStale = false;
  #isBehind = false;
  #failed = false;
  #closed = false;
  #endPtsNs: bigint | undefined;
  #work: Promise<void> | undefined;

  constructor(estimator: SpeechEstimator, options: SeparatorOptions) {
    this.#estimator = estimator;
    this.#remover = new VoiceRemover(estimator);
    this.#options = options;
    const maxBacklogMs = options.maxBacklogMs ?? DEFAULT_MAX_BACKLOG_MS;
    this.#maxBacklogFrames = (maxBacklogMs * PROGRAMME_FORMAT.sampleRateHz) / 1000;
  }

  /** Sound that waits to be separated, in milliseconds. */
  get backlogMs(): number {
    return (this.#queuedFrames * 1000) / PROGRAMME_FORMAT.sampleRateHz;
  }

  /** Takes every block, in order; those that have a bed already keep it. After close() it does nothing. */
  push(block: AudioBlock): void {
    if (this.#closed || block.bed !== undefined) return;
    const lacksVoice = this.#estimator.needsVoice && block.commentary?.length !== block.pcm.length;
    if (this.#failed || lacksVoice) {
      this.skippedBlocks++;
      return;
    }
    if (this.#queuedFrames > this.#maxBacklogFrames) this.#giveUp();
    this.#queuedFrames += framesOf(block);
    this.#enqueue(block);
  }

  /** The source is over, or lost: the last blocks get their beds without more sound behind them. Never rejects. */
  flush(): Promise<void> {
    if (!this.#closed && !this.#failed) this.#enqueue('end');
    return this.drained();
  }

  /** Resolves when everything pushed so far has been worked on. Never rejects. */
  async drained(): Promise<void> {
    await this.#work;
  }

  /** Idempotent; no block is touched after it. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue = [];
    await this.#work;
    await this.#estimator.close();
  }

  #enqueue(item: AudioBlock | 'end'): void {
    this.#queue.push(item);
    this.#work ??= this.#drain();
  }

  /** What waits would be late by now: better begin again with what has its time before it. */
  #giveUp(): void {
    this.#skipAll();
    this.#isStale = true;
    if (this.#isBehind) return;
    this.#isBehind = true;
    this.#options.logger.warn('the separation of the voice is too slow for this machine; ducking stands in', {
      backlogMs: (this.#maxBacklogFrames * 1000) / PROGRAMME_FORMAT.sampleRateHz,
    });
  }

  #skipAll(): void {
    this.skippedBlocks += this.#queue.filter((item) => item !== 'end').length + this.#pending.length;
    this.#queue = [];
    this.#pending = [];
    this.#queuedFrames = 0;
  }

  async #drain(): Promise<void> {
    try {
      for (let item = this.#queue.shift(); item !== undefined; item = this.#queue.shift()) {
        if (item === 'end') await this.#endStretch();
        else await this.#take(item);
      }
    } catch (cause) {
      this.#failed = true;
      this.#skipAll();
      this.#options.onError(toDubbingError(cause, errorCodes.SEPARATION_FAILED));
    }
    this.#work = undefined;
  }

  async #take(block: AudioBlock): Promise<void> {
    if (this.#isStale) this.#startAfresh();
    else if (this.#endPtsNs !== undefined && isFar(block.ptsNs - this.#endPtsNs)) await this.#endStretch();
    this.#endPtsNs = block.ptsNs + samplesToNs(framesOf(block), PROGRAMME_FORMAT.sampleRateHz);
    const samples = int16View(block.pcm);
    this.#pending.push({ block, bed: new Int16Array(samples.length), filled: 0 });
    const pieces = await this.#remover.push(samples, block.commentary && int16View(block.commentary));
    this.#queuedFrames = Math.max(0, this.#queuedFrames - framesOf(block));
    if (!this.#isStale) this.#fill(pieces);
  }

  async #endStretch(): Promise<void> {
    const pieces = await this.#remover.flush();
    if (!this.#isStale) this.#fill(pieces);
    this.#startAfresh();
  }

  #startAfresh(): void {
    this.#remover.reset();
    this.#pending = [];
    this.#endPtsNs = undefined;
    this.#isStale = false;
  }

  #fill(pieces: readonly Int16Array[]): void {
    for (const piece of pieces) {
      for (let at = 0; at < piece.length;) {
        const pending = this.#pending[0];
        if (pending === undefined || this.#closed) return;
        const part = piece.subarray(at, at + pending.bed.length - pending.filled);
        pending.bed.set(part, pending.filled);
        pending.filled += part.length;
        at += part.length;
        if (pending.filled < pending.bed.length) continue;
        pending.block.bed = pcmOf(pending.bed);
        this.#pending.shift();
        this.separatedBlocks++;
      }
    }
  }
}

function framesOf({ pcm }: AudioBlock): number {
  return pcm.length / PCM_FRAME_BYTES;
}

function isFar(differenceNs: bigint): boolean {
  return differenceNs > TOLERANCE_NS || differenceNs < -TOLERANCE_NS;
}
