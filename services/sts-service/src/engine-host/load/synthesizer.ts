import { openKokoro } from '../../tts/onnx/kokoro/kokoro.js';
import type { NeuralSynthesizer } from '../../tts/onnx/synthesizer.js';
import { openMms } from '../../tts/onnx/vits/mms.js';
import { openPiper } from '../../tts/onnx/vits/piper.js';
import { oneByOne, type LoadedEngine } from './loaded-engine.js';
import type { ModelToLoad } from './model-to-load.js';
import { pcmOfFloats } from './samples.js';

/** @throws DubbingError MODEL_UNAVAILABLE, MODEL_INCOMPATIBLE, SYSTEM_PACKAGE_MISSING. */
export async function loadSynthesizer(load: ModelToLoad): Promise<LoadedEngine> {
  const model = await openVoice(load);
  const { languages, voices, provider, fallbackReason } = model;
  return {
    ability: { kind: 'synthesize', speaks: languages, voices },
    provider,
    ...(fallbackReason !== undefined && { fallbackReason }),
    perform: {
      synthesize: oneByOne<'synthesize'>(async ({ text, ...options }, signal) => {
        const { samples, sampleRateHz, pace } = await model.synthesize(text, { ...options, signal });
        return { pcm: pcmOfFloats(samples), sampleRateHz, pace };
      }),
    },
    warmUp: async (signal) => {
      const [language] = languages;
      if (language !== undefined) await model.synthesize('la', { language, signal });
    },
    close: () => model.close(),
  };
}

function openVoice(load: ModelToLoad): Promise<NeuralSynthesizer> {
  if (load.engine === 'piper') return openPiper(load);
  return load.engine === 'kokoro' ? openKokoro(load) : openMms(load);
}
