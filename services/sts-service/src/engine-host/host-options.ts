import type { Logger } from '@dubbing/common';
import { modelsDirOf, type StsConfig } from '../config.js';
import { openModelStore } from '../models/model-store.js';
import type { EngineHostOptions } from './engine-host.js';

/** The engines that the configuration asks for. @throws DubbingError MODEL_CATALOGUE_INVALID */
export function hostOptions(config: StsConfig, logger: Logger): EngineHostOptions {
  const { engineProcesses, modelProcesses, modelThreads, modelsCatalogues, onnxProvider, pocketsphinxModelDir } =
    config;
  const store = openModelStore({ dir: modelsDirOf(config), catalogues: modelsCatalogues });
  return {
    logger,
    onnxProvider,
    pocketsphinxModelDir,
    ...(engineProcesses !== undefined && { processes: engineProcesses }),
    models: {
      store,
      wanted: config.models,
      processes: modelProcesses,
      ...(modelThreads !== undefined && { threads: modelThreads }),
    },
  };
}
