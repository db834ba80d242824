import type { VoiceDetector } from '../vad.js';

/** Answers from a function of the frame's number since the last reset. For tests only. */
export class ScriptedVad implements VoiceDetector {
  readonly name = 'scripted';
  readonly #script: (frameIndex: number, frame: Float32Array) => number;
  #frameIndex = 0;
  resets = 0;
  closed = false;

  constructor(script: (frameIndex: number, frame: Float32Array) => number) {
    this.#script = script;
  }

  probability(frame: Float32Array): Promise<number> {
    return Promise.resolve(this.#script(this.#frameIndex++, frame));
  }

  reset(): void {
    this.#frameIndex = 0;
    this.resets++;
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
