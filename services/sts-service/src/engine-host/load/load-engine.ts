import { engineStages } from '../../models/model.js';
import type { EngineSettings } from '../messages.js';
import type { LoadedEngine } from './loaded-engine.js';
import { loadPocketSphinx } from './pocketsphinx.js';
import { loadRecognizer } from './recognizer.js';
import { openSpeechGate } from './silero-gate.js';
import { loadSynthesizer } from './synthesizer.js';
import { loadTranslator } from './translator.js';

/** @throws DubbingError naming the system package, the file or the input that is missing. */
export async function loadEngine({ load, speechModelFile }: EngineSettings): Promise<LoadedEngine> {
  if (load.engine === 'pocketsphinx') return loadPocketSphinx(load.modelDir, await openSpeechGate(speechModelFile));
  switch (engineStages[load.engine]) {
    case 'asr':
      return loadRecognizer(load, await openSpeechGate(speechModelFile));
    case 'translation':
      return loadTranslator(load);
    case 'tts':
      return loadSynthesizer(load);
  }
}
