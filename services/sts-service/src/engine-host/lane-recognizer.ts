import { pcmDurationMs } from '@dubbing/common';
import type { SpeechRecognizer } from '../pipeline/seams.js';
import type { EngineWorker } from './engine-process.js';
import type { Lane } from './lane.js';
import { PacedLane } from './paced-lane.js';

/** A recogniser in whichever of its processes is free. @param hears whether it hears a language of BCP 47. */
export function laneRecognizer(
  name: string,
  lane: Lane<EngineWorker>,
  hears: (language: string) => boolean,
): SpeechRecognizer {
  const paced = new PacedLane(name, lane);
  return {
    name,
    supports: hears,
    recognize: async (request) => {
      const { pcm, sampleRateHz, language, sessionKey, deadlineAtMs, signal, onPartial } = request;
      const size = pcmDurationMs(pcm.length, { sampleRateHz, channels: 1 });
      const { text, confidence } = await paced.run(
        { sessionKey, deadlineAtMs, signal, size },
        (worker, unit) => worker.perform('recognize', { pcm, language }, unit, onPartial),
        (heard) => heard.text !== '',
      );
      return { text, engine: name, ...(confidence !== undefined && { confidence }) };
    },
  };
}
