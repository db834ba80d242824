import { baseLanguage } from './base-language.js';
import type { SpeechRecognizer } from '../pipeline/seams.js';
import type { EngineProcess } from './engine-process.js';
import type { Lane } from './lane.js';

const name = 'pocketsphinx';

/** PocketSphinx in whichever engine process is free. */
export function laneRecognizer(lane: Lane<EngineProcess>): SpeechRecognizer {
  return {
    name,
    // The model is of American English; it hears the other Englishes as well as it can.
    supports: (language) => baseLanguage(language) === 'en',
    recognize: async (request) => {
      const { text, confidence } = await lane.run(request, (engine, signal) => engine.recognize(request.pcm, signal));
      return { text, engine: name, ...(confidence !== undefined && { confidence }) };
    },
  };
}
