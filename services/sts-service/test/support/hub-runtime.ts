import { env, pipeline, type TranslationPipeline } from '@huggingface/transformers';
import { testModels } from './test-models.js';

/** The hub's own runtime on the small models, with nothing from the network and one thread. */
env.localModelPath = testModels;
env.allowRemoteModels = false;
env.logLevel = 50;

export const hubSessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1 };

export function openHubTranslation(model: string): Promise<TranslationPipeline> {
  return pipeline('translation', model, { dtype: 'fp32', session_options: hubSessionOptions });
}
