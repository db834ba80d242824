import type { FinishedSegment } from './segment.js';

/** A peak is measured over this long at least (RFC 8216 §4.1: half a target duration): one large picture makes none. */
const LEAST_PEAK_MS = 1000;

/** Measured bitrate of one rendition, in bits per second. */
export class BitrateMeter {
  #peakBps = 0;
  #run = { bits: 0, durationMs: 0 };
  #bits = 0;
  #durationMs = 0;

  add(segment: FinishedSegment): void {
    if (segment.durationMs <= 0) return;
    const bits = segment.byteLength * 8;
    this.#run = { bits: this.#run.bits + bits, durationMs: this.#run.durationMs + segment.durationMs };
    if (this.#run.durationMs >= LEAST_PEAK_MS || this.#peakBps === 0) {
      this.#peakBps = Math.max(this.#peakBps, (this.#run.bits * 1000) / this.#run.durationMs);
      this.#run = { bits: 0, durationMs: 0 };
    }
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
