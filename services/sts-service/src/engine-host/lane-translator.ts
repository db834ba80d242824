import type { Translator } from '../pipeline/seams.js';
import type { EngineWorker } from './engine-process.js';
import type { Lane } from './lane.js';
import { PacedLane } from './paced-lane.js';

/** A translation model in whichever of its processes is free. @param translates whether it knows a direction. */
export function laneTranslator(
  name: string,
  lane: Lane<EngineWorker>,
  translates: (from: string, to: string) => boolean,
): Translator {
  const paced = new PacedLane(name, lane);
  return {
    name,
    features: ['glossary', 'length'],
    supports: translates,
    translate: async ({ sessionKey, deadlineAtMs, signal, ...work }) => {
      const answer = await paced.run({ sessionKey, deadlineAtMs, signal, size: work.text.length }, (worker, unit) =>
        worker.perform('translate', work, unit),
      );
      return { text: answer.text, engine: name };
    },
  };
}
