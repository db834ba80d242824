/** Samples of one analysis frame: 32 ms at 16 kHz. */
export const VAD_FRAME_SAMPLES = 512;
export const VAD_SAMPLE_RATE_HZ = 16_000;

/** Says how likely a frame holds speech. Frames come in order; a detector may carry state from one to the next. */
export interface VoiceDetector {
  readonly name: string;
  /** @param frame 512 samples of 16 kHz mono between −1 and 1 @returns 0..1 */
  probability(frame: Float32Array): Promise<number>;
  /** Forgets the past, because the source jumped. */
  reset(): void;
  close(): Promise<void>;
}
