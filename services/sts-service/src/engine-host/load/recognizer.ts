import { openMoonshine } from '../../asr/onnx/moonshine/moonshine.js';
import type { NeuralRecognizer } from '../../asr/onnx/recognizer.js';
import { openWhisper } from '../../asr/onnx/whisper/whisper.js';
import type { SpeechGate } from '../../asr/speech-gate.js';
import type { LoadedEngine } from './loaded-engine.js';
import type { ModelToLoad } from './model-to-load.js';
import { floatsOfPcm } from './samples.js';

/** Half a second, at 16 kHz. */
const warmUpSamples = 8000;

/** @throws DubbingError MODEL_UNAVAILABLE, MODEL_INCOMPATIBLE. */
export async function loadRecognizer(load: ModelToLoad, gate: SpeechGate): Promise<LoadedEngine> {
  const model = await openRecognizer(load);
  const { languages, provider, fallbackReason } = model;
  return {
    ability: { kind: 'recognize', hears: languages },
    provider,
    ...(fallbackReason !== undefined && { fallbackReason }),
    perform: {
      recognize: async ({ pcm, language }, signal) => {
        if (!(await gate.hasSpeech(pcm, signal))) return { text: '' };
        const { text, confidence } = await model.recognize(floatsOfPcm(pcm), { language, signal });
        return { text, ...(confidence !== undefined && { confidence }) };
      },
    },
    warmUp: async (signal) => {
      const language = languages === 'any' ? 'en' : (languages[0] ?? 'en');
      await model.recognize(hum(), { language, signal });
    },
    close: () => model.close(),
  };
}

function openRecognizer(load: ModelToLoad): Promise<NeuralRecognizer> {
  if (load.engine !== 'moonshine') return openWhisper(load);
  const [language] = load.languages ?? [];
  return openMoonshine({ ...load, ...(language !== undefined && { language }) });
}

/** A sound that is not silent: silence never reaches the model. */
function hum(): Float32Array {
  return Float32Array.from({ length: warmUpSamples }, (_, at) => 0.05 * Math.sin(at / 10));
}
