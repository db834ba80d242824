/** The level is looked at in steps of 20 ms. */
const stepSamples = 320;

/** A pause is as quiet as its 300 ms together. */
const pauseSteps = 15;

/**
 * Where to cut sound that is longer than the model hears at once: in the middle of the quietest
 * 300 ms of the last third of the window, so that no word is cut where there is any pause.
 *
 * @returns the positions between the pieces, in samples, rising; none for a sound that fits.
 */
export function cutsAtPauses(samples: Float32Array, windowSamples: number): number[] {
  const cuts: number[] = [];
  let start = 0;
  while (samples.length - start > windowSamples) {
    start = quietest(samples, start + Math.floor((windowSamples * 2) / 3), start + windowSamples);
    cuts.push(start);
  }
  return cuts;
}

function quietest(samples: Float32Array, from: number, to: number): number {
  const steps = Math.floor((to - from) / stepSamples);
  const energies = Array.from({ length: steps }, (_, step) => energyAt(samples, from + step * stepSamples));
  let best = from;
  let least = Infinity;
  for (let step = 0; step + pauseSteps <= steps; step += 1) {
    let sum = 0;
    for (let i = 0; i < pauseSteps; i += 1) sum += energies[step + i] ?? 0;
    // Of pauses that are as quiet the last: the fewer pieces, the better.
    if (sum <= least) {
      least = sum;
      best = from + Math.floor((step + pauseSteps / 2) * stepSamples);
    }
  }
  return best;
}

function energyAt(samples: Float32Array, at: number): number {
  let sum = 0;
  for (let i = at; i < at + stepSamples; i += 1) sum += (samples[i] ?? 0) ** 2;
  return sum;
}
