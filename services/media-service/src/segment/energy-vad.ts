import { VAD_FRAME_SAMPLES, type VoiceDetector } from './vad.js';

const ABSOLUTE_FLOOR_DB = -60;
const HIGHEST_FLOOR_DB = -30;
/** The floor follows a quieter frame at once and a louder one by 1.5 dB per second. */
const FLOOR_RISE_DB = 1.5 * (VAD_FRAME_SAMPLES / 16_000);
const HALF_WAY_ABOVE_FLOOR_DB = 9;
const STEEPNESS_DB = 2;

/**
 * An energy gate: speech is what stands out above the background. It knows nothing of voices, so loud music
 * passes for speech. It stands in where the Silero model or its runtime is absent.
 */
export class EnergyVad implements VoiceDetector {
  readonly name = 'energy';
  #floorDb = ABSOLUTE_FLOOR_DB;

  probability(frame: Float32Array): Promise<number> {
    let sum = 0;
    for (let i = 0; i < frame.length; i++) sum += frame[i]! * frame[i]!;
    const levelDb = 10 * Math.log10(sum / frame.length + 1e-12);
    const floorDb = Math.min(levelDb, this.#floorDb + FLOOR_RISE_DB);
    this.#floorDb = Math.max(ABSOLUTE_FLOOR_DB, Math.min(HIGHEST_FLOOR_DB, floorDb));
    const above = levelDb - this.#floorDb - HALF_WAY_ABOVE_FLOOR_DB;
    return Promise.resolve(1 / (1 + Math.exp(-above / STEEPNESS_DB)));
  }

  reset(): void {
    this.#floorDb = ABSOLUTE_FLOOR_DB;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
