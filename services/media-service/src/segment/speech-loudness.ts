import { gatedPowers, lufsOf, mean } from '../media/loudness.js';

/** Blocks (one for each 100 ms) in the three seconds of short-term loudness (EBU Tech 3341). */
const SHORT_TERM_BLOCKS = 30;

/**
 * How loud the speaker is, by the speech alone: over a fragment's speech, and where that is shorter than three seconds,
 * over what was spoken before it too, so a short word does not make the dub jump.
 */
export class SpeechLoudness {
  readonly #sampleRateHz: number;
  #recent: readonly number[] = [];

  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
  }

  /** @param samples mono, the next fragment of speech @returns LUFS, as if heard from both channels; −Infinity for silence */
  measure(samples: Int16Array): number {
    const powers = gatedPowers(samples, this.#sampleRateHz);
    const missing = SHORT_TERM_BLOCKS - powers.length;
    const used = missing > 0 ? [...this.#recent.slice(-missing), ...powers] : powers;
    this.#recent = used.slice(-SHORT_TERM_BLOCKS);
    return lufsOf(mean(used));
  }

  /** The source jumped: someone else may be speaking now. */
  reset(): void {
    this.#recent = [];
  }
}
