import { openTranslator } from '../../translation/onnx/open-translator.js';
import type { LoadedEngine } from './loaded-engine.js';
import type { ModelToLoad } from './model-to-load.js';

/** @throws DubbingError MODEL_UNAVAILABLE, MODEL_INCOMPATIBLE. */
export async function loadTranslator(load: ModelToLoad): Promise<LoadedEngine> {
  const model = await openTranslator(load);
  const { languages, provider, fallbackReason } = model;
  return {
    ability: { kind: 'translate', translates: languages },
    provider,
    ...(fallbackReason !== undefined && { fallbackReason }),
    perform: {
      translate: async ({ text, from, to }, signal) => {
        const translation = await model.translate(text, { from, to, signal });
        return { text: translation.text };
      },
    },
    warmUp: async (signal) => {
      const from = languages.from === 'any' ? 'en' : languages.from[0];
      const to = languages.into.find((code) => code !== from) ?? from;
      if (from === undefined || to === undefined || !model.supports(from, to)) return;
      await model.translate('Hello.', { from, to, signal });
    },
    close: () => model.close(),
  };
}
