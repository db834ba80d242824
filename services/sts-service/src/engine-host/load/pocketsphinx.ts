import { PocketSphinx } from '../../asr/builtin/pocketsphinx.js';
import type { SpeechGate } from '../../asr/speech-gate.js';
import { oneByOne, type LoadedEngine } from './loaded-engine.js';

/** @throws DubbingError SYSTEM_PACKAGE_MISSING or MODEL_UNAVAILABLE. */
export function loadPocketSphinx(modelDir: string, gate: SpeechGate): LoadedEngine {
  const decoder = PocketSphinx.load(modelDir);
  return {
    // The model is of American English; it hears the other Englishes as well as it can.
    ability: { kind: 'recognize', hears: ['en'] },
    perform: {
      recognize: oneByOne<'recognize'>(async ({ pcm }, signal, onPartial) => {
        if (!(await gate.hasSpeech(pcm, signal))) return { text: '' };
        return decoder.decode(pcm, signal, onPartial);
      }),
    },
    // Its tables are complete when it is loaded.
    warmUp: () => Promise.resolve(),
    close: () => {
      decoder.close();
      return Promise.resolve();
    },
  };
}
