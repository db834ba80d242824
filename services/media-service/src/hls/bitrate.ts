import type { FinishedSegment } from './segment.js';

/** Measured bitrate of one rendition, in bits per second. */
export class BitrateMeter {
  #peakBps = 0;
  #bits = 0;
  #durationMs = 0;

  add(segment: FinishedSegment): void {
    if (segment.durationMs <= 0) return;
    const bits = segment.byteLength * 8;
    this.#peakBps = Math.max(this.#peakBps, (bits * 1000) / segment.durationMs);
    this.#bits += bits;
    this.#durationMs += segment.durationMs;
  }

  get measured(): boolean {
    return this.#durationMs > 0;
  }

  get peakBps(): number {
    return this.#peakBps;
  }

  get averageBps(): number {
    return this.#durationMs === 0 ? 0 : (this.#bits * 1000) / this.#durationMs;
  }
}
