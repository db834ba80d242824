import { openMoonshine } from '../../asr/onnx/moonshine/moonshine.js';
import type { NeuralRecognition, NeuralRecognizer } from '../../asr/onnx/recognizer.js';
import { openWhisper } from '../../asr/onnx/whisper/whisper.js';
import type { SpeechGate } from '../../asr/speech-gate.js';
import type { LoadedEngine, UnitOfWork } from './loaded-engine.js';
import type { ModelToLoad } from './model-to-load.js';
import { floatsOfPcm } from './samples.js';
import { usualBatch } from './usual-batch.js';

/** Half a second, at 16 kHz. */
const warmUpSamples = 8000;

/** @throws DubbingError MODEL_UNAVAILABLE, MODEL_INCOMPATIBLE. */
export async function loadRecognizer(load: ModelToLoad, gate: SpeechGate): Promise<LoadedEngine> {
  const model = await openRecognizer(load);
  const { languages, provider, fallbackReason, sharesPasses } = model;
  return {
    ability: { kind: 'recognize', hears: languages },
    provider,
    mostTogether: sharesPasses ? (load.batch ?? usualBatch.recognize[provider]) : 1,
    ...(fallbackReason !== undefined && { fallbackReason }),
    perform: {
      recognize: (units) => {
        const gates = units.map(({ work, signal }) => gate.hasSpeech(work.pcm, signal));
        const heard = hearSpeaking(model, units, gates);
        return units.map(async (unit, index) => {
          if (!(await gates[index])) return { text: '' };
          const { text, confidence } = await ((await heard).get(unit) as Promise<NeuralRecognition>);
          return { text, ...(confidence !== undefined && { confidence }) };
        });
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

/** Asks the model about those sounds that speech was found in, all at once. */
async function hearSpeaking(
  model: NeuralRecognizer,
  units: readonly UnitOfWork<'recognize'>[],
  gates: readonly Promise<boolean>[],
): Promise<ReadonlyMap<UnitOfWork<'recognize'>, Promise<NeuralRecognition>>> {
  const found = await Promise.allSettled(gates);
  const speaking = units.filter((_, index) => {
    const gate = found[index];
    return gate?.status === 'fulfilled' && gate.value;
  });
  const sounds = speaking.map(({ work: { pcm, language }, signal, onPartial }) => ({
    samples: floatsOfPcm(pcm),
    language,
    signal,
    ...(onPartial !== undefined && { onPartial }),
  }));
  const recognitions = model.recognizeAll(sounds);
  return new Map(speaking.map((unit, index) => [unit, recognitions[index] as Promise<NeuralRecognition>]));
}

/** A sound that is not silent: silence never reaches the model. */
function hum(): Float32Array {
  return Float32Array.from({ length: warmUpSamples }, (_, at) => 0.05 * Math.sin(at / 10));
}
