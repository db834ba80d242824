import type { SpeechSynthesizer } from '../pipeline/seams.js';
import type { EngineWorker } from './engine-process.js';
import type { Lane } from './lane.js';
import { PacedLane } from './paced-lane.js';

/** A voice model in whichever of its processes is free. @param speaks whether it speaks a language of BCP 47. */
export function laneSynthesizer(
  name: string,
  lane: Lane<EngineWorker>,
  speaks: (language: string) => boolean,
): SpeechSynthesizer {
  const paced = new PacedLane(name, lane);
  return {
    name,
    supports: speaks,
    synthesize: async ({ text, language, slot, sessionKey, deadlineAtMs, signal }) => {
      const speech = await paced.run(
        { sessionKey, deadlineAtMs, signal, size: text.length },
        (worker, unit) => worker.perform('synthesize', { text, language, ...(slot !== undefined && { slot }) }, unit),
        // What no sound is made for takes no time either.
        ({ pcm }) => pcm.length > 0,
      );
      return { ...speech, engine: name };
    },
  };
}
