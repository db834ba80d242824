/** Bins of one frame of 16 kHz sound, 0 to 8 kHz. */
export interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Finds the speech in a mix, frame by frame on the grid of `frames.ts`. Frames come in order, one at a time. */
export interface SpeechEstimator {
  readonly name: string;
  /** How many frames later than its frame an estimate comes out. */
  readonly delayFrames: number;
  /** Whether the source's own track of the voice is to be given too. */
  readonly needsVoice: boolean;
  /**
   * @param mix middle of the mix, 257 bins, samples between −1 and 1
   * @param voice the same of the source's track of the voice; silence where there is none
   * @returns the speech's magnitude in each bin of the frame `delayFrames` before this one
   */
  push(mix: Spectrum, voice: Spectrum): Promise<Float64Array>;
  /** Forgets the past, because the source jumped. */
  reset(): void;
  close(): Promise<void>;
}
