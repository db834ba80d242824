import { localeOf } from '../../translation/onnx/language-codes.js';
import { openTranslator } from '../../translation/onnx/open-translator.js';
import type { LoadedEngine } from './loaded-engine.js';
import { usualBatch } from './usual-batch.js';
import type { ModelToLoad } from './model-to-load.js';

/** @throws DubbingError MODEL_UNAVAILABLE, MODEL_INCOMPATIBLE. */
export async function loadTranslator(load: ModelToLoad): Promise<LoadedEngine> {
  const model = await openTranslator(load);
  const { languages, provider, fallbackReason } = model;
  return {
    ability: { kind: 'translate', translates: languages },
    provider,
    mostTogether: load.batch ?? usualBatch.translate[provider],
    ...(fallbackReason !== undefined && { fallbackReason }),
    perform: {
      translate: (units) => {
        const requests = units.map(({ work, signal }) => ({ ...work, signal }));
        return model.translateAll(requests).map(async (translation) => ({ text: (await translation).text }));
      },
    },
    warmUp: async (signal) => {
      const from = languages.from === 'any' ? 'en' : firstTag(languages.from);
      const to = firstTag(languages.into);
      if (from === undefined || to === undefined) return;
      await model.translate('Hello.', { from, to, signal });
    },
    close: () => model.close(),
  };
}

/** The first language among a model's own codes, as BCP 47. */
function firstTag(codes: readonly string[]): string | undefined {
  return codes.map((code) => localeOf(code)?.toString()).find((tag) => tag !== undefined);
}
