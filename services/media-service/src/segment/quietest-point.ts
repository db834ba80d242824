const STEP_SAMPLES = 64;
/** Energies are taken over 24 ms, so a single zero crossing of a loud vowel is not mistaken for a gap. */
const WINDOW_STEPS = 6;

/** Remembers the energy of the sound in steps of 4 ms and finds the weakest moment of an interval. */
export class QuietestPoint {
  #energies: number[] = [];
  #firstStep = 0;

  /** @param samples a whole number of steps (64 samples) */
  push(samples: Int16Array): void {
    for (let start = 0; start < samples.length; start += STEP_SAMPLES) {
      let sum = 0;
      for (let i = start; i < start + STEP_SAMPLES; i++) sum += samples[i]! * samples[i]!;
      this.#energies.push(sum);
    }
  }

  /** Middle of the weakest 24 ms between two sample positions, both at 16 kHz since the start; inside them. */
  between(fromSample: number, toSample: number): number {
    const first = Math.max(this.#firstStep, Math.ceil(fromSample / STEP_SAMPLES));
    const last = Math.min(this.#firstStep + this.#energies.length, Math.floor(toSample / STEP_SAMPLES)) - WINDOW_STEPS;
    let best = first;
    let least = Infinity;
    for (let step = first; step <= last; step++) {
      let sum = 0;
      for (let i = 0; i < WINDOW_STEPS; i++) sum += this.#energies[step - this.#firstStep + i]!;
      if (sum >= least) continue;
      least = sum;
      best = step;
    }
    return Math.min(toSample, (best + WINDOW_STEPS / 2) * STEP_SAMPLES);
  }

  /** Lets go of everything before a sample position. */
  forget(beforeSample: number): void {
    const step = Math.floor(beforeSample / STEP_SAMPLES);
    this.#energies.splice(0, Math.max(0, step - this.#firstStep));
    this.#firstStep = Math.max(this.#firstStep, step);
  }

  reset(): void {
    this.#energies = [];
    this.#firstStep = 0;
  }
}
