import { int16View, throwIfAborted } from '@dubbing/common';

/** A voice activity model with the state of one piece of sound. */
export interface VoiceActivity {
  /** Samples of one frame. */
  readonly frameSamples: number;
  /** The probability of speech in the next frame, 0 to 1. */
  probability(samples: Int16Array): Promise<number>;
}

/** From this probability on, a frame counts as speech. */
const speechProbability = 0.5;

/**
 * So many frames of speech in a row (160 ms) let the sound pass. The shortest words last longer;
 * noise and music that look like speech do so for one to three frames.
 */
const speechFrames = 5;

/**
 * Keeps sound without speech from the recogniser, which would make up words for it. Permissive:
 * clients have cut at pauses already, and a lost sentence is worse than a wasted decode.
 */
export class SpeechGate {
  readonly #listen: () => VoiceActivity;

  /** @param listen a model that has heard nothing yet. */
  constructor(listen: () => VoiceActivity) {
    this.#listen = listen;
  }

  /** @param pcm mono, 16 kHz, s16le. Looks no further than to the first speech. */
  async hasSpeech(pcm: Buffer, signal: AbortSignal): Promise<boolean> {
    const samples = int16View(pcm);
    const vad = this.#listen();
    let inARow = 0;
    for (let at = 0; at < samples.length; at += vad.frameSamples) {
      throwIfAborted(signal);
      const probability = await vad.probability(samples.subarray(at, at + vad.frameSamples));
      inARow = probability >= speechProbability ? inARow + 1 : 0;
      if (inARow === speechFrames) return true;
    }
    return false;
  }
}
