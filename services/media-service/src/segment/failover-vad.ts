import type { VoiceDetector } from './vad.js';

/** Uses the first detector until it fails once, then the second for good: a broken model never ends a programme. */
export class FailoverVad implements VoiceDetector {
  readonly #primary: VoiceDetector;
  readonly #fallback: VoiceDetector;
  readonly #onFailure: (error: unknown) => void;
  #current: VoiceDetector;

  constructor(primary: VoiceDetector, fallback: VoiceDetector, onFailure: (error: unknown) => void) {
    this.#primary = primary;
    this.#fallback = fallback;
    this.#onFailure = onFailure;
    this.#current = primary;
  }

  get name(): string {
    return this.#current.name;
  }

  async probability(frame: Float32Array): Promise<number> {
    if (this.#current === this.#primary) {
      try {
        return await this.#primary.probability(frame);
      } catch (error) {
        this.#current = this.#fallback;
        this.#onFailure(error);
      }
    }
    return this.#fallback.probability(frame);
  }

  reset(): void {
    this.#current.reset();
  }

  async close(): Promise<void> {
    await Promise.all([this.#primary.close(), this.#fallback.close()]);
  }
}
