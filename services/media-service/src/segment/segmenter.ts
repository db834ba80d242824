import { Deferred, msToNs, nsToMs, pcmOf, samplesToNs, toDubbingError, type DubbingError } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import type { Fragment } from '../media/fragment.js';
import { PCM_FRAME_BYTES, PROGRAMME_FORMAT, type AudioBlock } from '../media/units.js';
import { DEFAULT_CUTS, type CutSettings } from './cut-policy.js';
import { Decimator } from './decimator.js';
import { Fragmenter, type Cut } from './fragmenter.js';
import { SampleStore } from './sample-store.js';
import { SpeechLoudness } from './speech-loudness.js';
import { VAD_FRAME_SAMPLES, VAD_SAMPLE_RATE_HZ, type VoiceDetector } from './vad.js';

/** A block may be this far from where the samples before it end. More is a jump of the source. */
const TOLERANCE_NS = 20_000_000n;
/** A source whose timestamps run away from its samples by this much is followed, at the next fragment without speech. */
const DRIFT_NS = 5_000_000n;
const DEFAULT_MAX_BACKLOG_MS = 10_000;
/** Two frames of the detector have to agree before speech begins. */
const ONSET_NS = samplesToNs(2 * VAD_FRAME_SAMPLES, VAD_SAMPLE_RATE_HZ);
/** Behind the last fragment nobody speaks any more, whatever is asked for. */
const FOREVER_NS = 1n << 62n;
/** More than can wait for their dubs. */
const SPEECH_STARTS = 64;

export interface SegmenterOptions extends Partial<CutSettings> {
  /** Closed with the segmenter. */
  readonly detector: VoiceDetector;
  /** Fragments in order, as soon as their end is certain. */
  readonly onFragment: (fragment: Fragment) => void;
  /** Told once when the detector fails; its frames then count as silence. */
  readonly onError: (error: DubbingError) => void;
  /** Sound that may wait for analysis, in milliseconds. Default 10000. */
  readonly maxBacklogMs?: number;
}

/** Turns the programme's sound into contiguous fragments, cut at pauses, with exact PTS. */
export class Segmenter {
  readonly #options: SegmenterOptions;
  readonly #maxBacklogFrames: number;
  readonly #decimator = new Decimator();
  readonly #store = new SampleStore();
  readonly #fragmenter: Fragmenter;
  readonly #loudness = new SpeechLoudness(VAD_SAMPLE_RATE_HZ);
  readonly #floats = new Float32Array(VAD_FRAME_SAMPLES);
  #queuedFrames = 0;
  /** Settles when everything asked for so far is done. Tasks hang on it one behind the other. */
  #work: Promise<void> = Promise.resolve();
  #closed = false;
  #failed = false;
  #sequence = 0;
  /** PTS of sample 0 of the present stretch, and how many 48 kHz frames of it have come. */
  #anchorPtsNs: bigint | undefined;
  #frames = 0;
  /** Where the last fragment ended. */
  #endPtsNs: bigint | undefined;
  /** How far the last block lay from where the samples before it end. */
  #driftNs = 0n;
  #analysed = 0;
  #fragmentStart = 0;
  /** Starts of the last fragments with speech. */
  #speechStarts: bigint[] = [];
  /** Set once no more speech is wanted than what is being said; holds where that ends. */
  #last: Deferred<bigint | undefined> | undefined;
  droppedBlocks = 0;

  constructor(options: SegmenterOptions) {
    this.#options = options;
    this.#fragmenter = new Fragmenter(options);
    const maxBacklogMs = options.maxBacklogMs ?? DEFAULT_MAX_BACKLOG_MS;
    this.#maxBacklogFrames = (maxBacklogMs * PROGRAMME_FORMAT.sampleRateHz) / 1000;
  }

  /** Sound that waits for analysis, in milliseconds. */
  get backlogMs(): number {
    return (this.#queuedFrames * 1000) / PROGRAMME_FORMAT.sampleRateHz;
  }

  /** How far it is known by now that nobody speaks from `ptsNs` on; `ptsNs` where somebody may. */
  quietUntil(ptsNs: bigint): bigint {
    const next = this.#speechStarts.find((start) => start >= ptsNs);
    if (next !== undefined) return next;
    if (this.#last?.settled === true) return FOREVER_NS;
    const growingPtsNs = this.#endPtsNs ?? ptsNs;
    // What was analysed last may turn out to be the onset of the next speech.
    const padNs = msToNs(this.#options.onsetPadMs ?? DEFAULT_CUTS.onsetPadMs) + ONSET_NS;
    const analysedPtsNs = (this.#anchorPtsNs ?? ptsNs) + samplesToNs(this.#analysed, VAD_SAMPLE_RATE_HZ) - padNs;
    const known = this.#fragmenter.isSpeaking || analysedPtsNs < growingPtsNs ? growingPtsNs : analysedPtsNs;
    return known > ptsNs ? known : ptsNs;
  }

  /**
   * Takes one block, in order. When too much waits already, the block is dropped and counted, and false is
   * returned; what follows is then treated like a jump of the source. After close() it does nothing.
   */
  push(block: AudioBlock): boolean {
    if (this.#closed || this.#last?.settled === true) return false;
    if (this.#queuedFrames >= this.#maxBacklogFrames) {
      this.droppedBlocks++;
      return false;
    }
    const frames = block.pcm.length / PCM_FRAME_BYTES;
    this.#queuedFrames += frames;
    this.#work = this.#work.then(async () => {
      await this.#take(block);
      this.#queuedFrames -= frames;
    });
    return true;
  }

  /** Longer fragments, as the speech-to-speech side recommends; never shorter than configured. In milliseconds. */
  setTargetMs(targetMs: number): void {
    this.#fragmenter.setTargetMs(targetMs);
  }

  /** Resolves when everything pushed so far has been analysed. Never rejects. */
  drained(): Promise<void> {
    return this.#work;
  }

  /** Ends the last fragment where the sound ends. What is pushed later starts afresh. */
  flush(): Promise<void> {
    this.#work = this.#work.then(() => this.#endStretch());
    return this.#work;
  }

  /**
   * Lets the fragment that grows be the last one. Resolves with the time at which it ends: in the pause that there is
   * already, or in the next one, or where the fragment has its longest length or the sound ends; with undefined where there
   * is no sound. From then on nobody speaks: what is pushed is left out, and no fragment comes. Idempotent.
   */
  finish(): Promise<bigint | undefined> {
    if (this.#last === undefined) {
      const last = new Deferred<bigint | undefined>();
      this.#last = last;
      this.#work = this.#work.then(() => {
        if (!this.#fragmenter.isSpeaking) last.resolve(this.#quietPtsNs());
      });
    }
    return this.#last.promise;
  }

  /** Drops what still waits. No fragment is emitted after it. */
  async close(): Promise<void> {
    if (this.#closed) return this.#work;
    this.#closed = true;
    this.#last?.resolve(this.#endPtsNs);
    this.#work = this.#work.then(() => this.#options.detector.close());
    return this.#work;
  }

  get #isOver(): boolean {
    return this.#closed || this.#last?.settled === true;
  }

  /** How far it is known that nobody speaks, while nobody does; undefined without sound. */
  #quietPtsNs(): bigint | undefined {
    return this.#endPtsNs === undefined ? undefined : this.quietUntil(this.#endPtsNs);
  }

  async #take(block: AudioBlock): Promise<void> {
    if (this.#isOver) return;
    if (this.#anchorPtsNs !== undefined) {
      const expected = this.#anchorPtsNs + samplesToNs(this.#frames, PROGRAMME_FORMAT.sampleRateHz);
      const difference = block.ptsNs - expected;
      if (isBeyond(TOLERANCE_NS, difference)) await this.#endStretch();
      else this.#driftNs = difference;
    }
    this.#anchorPtsNs ??= block.ptsNs;
    this.#endPtsNs ??= block.ptsNs;
    this.#frames += block.pcm.length / PCM_FRAME_BYTES;
    this.#store.append(this.#decimator.push(block.pcm));
    await this.#analyse();
  }

  async #analyse(): Promise<void> {
    while (!this.#isOver && this.#store.endSample - this.#analysed >= VAD_FRAME_SAMPLES) {
      const frame = this.#store.view(this.#analysed, this.#analysed + VAD_FRAME_SAMPLES);
      const probability = await this.#probability(frame);
      if (this.#isOver) return;
      this.#analysed += VAD_FRAME_SAMPLES;
      for (const cut of this.#fragmenter.push(frame, probability)) if (!this.#isOver) this.#emit(cut);
    }
  }

  async #endStretch(): Promise<void> {
    if (this.#isOver) return;
    this.#store.append(this.#decimator.flush());
    await this.#analyse();
    if (this.#isOver) return;
    for (const cut of this.#fragmenter.flush(this.#store.endSample)) this.#emit(cut);
    this.#store.reset();
    this.#options.detector.reset();
    this.#loudness.reset();
    this.#anchorPtsNs = undefined;
    this.#endPtsNs = undefined;
    this.#driftNs = 0n;
    this.#frames = 0;
    this.#analysed = 0;
    this.#fragmentStart = 0;
  }

  async #probability(frame: Int16Array): Promise<number> {
    for (let i = 0; i < frame.length; i++) this.#floats[i] = frame[i]! / 32768;
    try {
      return await this.#options.detector.probability(this.#floats);
    } catch (error) {
      if (!this.#failed) this.#options.onError(toDubbingError(error, errorCodes.VAD_FAILED));
      this.#failed = true;
      return 0;
    }
  }

  #emit({ endSample, isSpeech, pauseAfterSamples }: Cut): void {
    const startPtsNs = this.#endPtsNs ?? 0n;
    const endPtsNs = this.#ptsOf(endSample, isSpeech, startPtsNs);
    const samples = this.#store.view(this.#fragmentStart, endSample);
    const sequence = this.#sequence++;
    const fragment: Fragment = {
      fragmentId: `f${sequence}`,
      sequence,
      startPtsNs,
      endPtsNs,
      pcm16k: isSpeech ? Buffer.from(pcmOf(samples)) : Buffer.alloc(0),
      isSpeech,
      pauseAfterMs: nsToMs(samplesToNs(pauseAfterSamples, VAD_SAMPLE_RATE_HZ)),
      speechLufs: isSpeech ? this.#loudness.measure(samples) : -Infinity,
    };
    this.#endPtsNs = endPtsNs;
    if (isSpeech) this.#speechStarts = [...this.#speechStarts.slice(1 - SPEECH_STARTS), startPtsNs];
    this.#fragmentStart = endSample;
    this.#store.forget(endSample);
    this.#options.onFragment(fragment);
    if (isSpeech) this.#last?.resolve(endPtsNs);
  }

  /** Speech lasts as long as its samples; a fragment without speech has none, so it may take up a drift of the source. */
  #ptsOf(endSample: number, isSpeech: boolean, startPtsNs: bigint): bigint {
    const endPtsNs = (this.#anchorPtsNs ?? 0n) + samplesToNs(endSample, VAD_SAMPLE_RATE_HZ);
    const followed = endPtsNs + this.#driftNs;
    if (isSpeech || !isBeyond(DRIFT_NS, this.#driftNs) || followed <= startPtsNs) return endPtsNs;
    this.#anchorPtsNs = (this.#anchorPtsNs ?? 0n) + this.#driftNs;
    this.#driftNs = 0n;
    return followed;
  }
}

function isBeyond(limitNs: bigint, differenceNs: bigint): boolean {
  return differenceNs > limitNs || differenceNs < -limitNs;
}
