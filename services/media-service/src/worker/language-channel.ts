import type { DubbingError } from '@dubbing/common';
import { AacEncoder } from '../encode/aac-encoder.js';
import type { AudioBlock, AudioUnit } from '../media/units.js';
import { Mixer, type MixerOptions } from '../mix/mixer.js';
import type { LanguageTimeline } from '../timeline/language-timeline.js';

export interface LanguageChannelOptions {
  language: string;
  /** Absent for the original, which is passed on as it is. */
  timeline?: LanguageTimeline;
  /** What is heard beneath the dub. */
  beneath: MixerOptions;
  /** Whether a file goes faster than its own pace. */
  isUnpaced: boolean;
  onUnit(language: string, unit: AudioUnit): void;
  onError(error: DubbingError): void;
}

/** One language's sound from the delay line to the encoder: claim what is to be heard, mix it, encode it. */
export class LanguageChannel {
  readonly language: string;
  readonly #timeline: LanguageTimeline | undefined;
  readonly #mixer: Mixer;
  readonly #encoder: AacEncoder;

  constructor(options: LanguageChannelOptions) {
    const { language, timeline, beneath, isUnpaced, onUnit, onError } = options;
    this.language = language;
    this.#timeline = timeline;
    this.#mixer = timeline === undefined ? new Mixer({ mode: 'original' }) : new Mixer(beneath);
    this.#encoder = new AacEncoder({
      bitrateBps: 128_000,
      isUnpaced,
      onUnit: (unit) => onUnit(language, unit),
      onError,
    });
  }

  /** How far past a block's end its mix looks, in nanoseconds. */
  get lookAheadNs(): bigint {
    return this.#mixer.lookAheadNs;
  }

  /** How much sound waits for the encoder, in milliseconds. */
  get backlogMs(): number {
    return this.#encoder.backlogMs;
  }

  /** Resolves when the encoder is no longer behind. */
  caughtUp(): Promise<void> {
    return this.#encoder.caughtUp();
  }

  push(block: AudioBlock, endPtsNs: bigint): void {
    if (this.#timeline === undefined) {
      this.#encoder.push(block);
      return;
    }
    const view = this.#timeline.claim(block.ptsNs, endPtsNs + this.#mixer.lookAheadNs);
    for (const mixed of this.#mixer.mix(block, view)) this.#encoder.push(mixed);
  }

  /** Gives out what mixer and encoder still hold. */
  async finish(): Promise<void> {
    for (const mixed of this.#mixer.flush()) this.#encoder.push(mixed);
    await this.#encoder.close();
  }
}
