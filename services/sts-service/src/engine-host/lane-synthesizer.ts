import type { SpeechSynthesizer } from '../pipeline/seams.js';
import type { EngineWorker } from './engine-process.js';
import type { Lane } from './lane.js';
import { PacedLane } from './paced-lane.js';

/**
 * A voice model in whichever of its processes is free.
 * @param speaks whether it speaks a language of BCP 47.
 * @param voices names of those to choose from.
 */
export function laneSynthesizer(
  name: string,
  lane: Lane<EngineWorker>,
  speaks: (language: string) => boolean,
  voices: () => readonly string[],
): SpeechSynthesizer {
  const paced = new PacedLane(name, lane);
  return {
    name,
    supports: speaks,
    voices,
    synthesize: async ({ sessionKey, deadlineAtMs, signal, ...work }) => {
      const speech = await paced.run(
        { sessionKey, deadlineAtMs, signal, size: work.text.length },
        (worker, unit) => worker.perform('synthesize', work, unit),
        // What no sound is made for takes no time either.
        ({ pcm }) => pcm.length > 0,
      );
      return { ...speech, engine: name };
    },
  };
}
