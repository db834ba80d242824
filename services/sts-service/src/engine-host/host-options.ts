import type { Logger } from '@dubbing/common';
import { modelsDirOf, remoteKeysOf, type RemoteKeys, type StsConfig } from '../config.js';
import { openModelStore } from '../models/model-store.js';
import type { EngineHostOptions } from './engine-host.js';

/** The engines that the configuration asks for. @throws DubbingError MODEL_CATALOGUE_INVALID */
export function hostOptions(config: StsConfig, logger: Logger): EngineHostOptions {
  const { engineProcesses, onnxProvider, pocketsphinxModelDir } = config;
  return {
    logger,
    onnxProvider,
    pocketsphinxModelDir,
    ...(engineProcesses !== undefined && { processes: engineProcesses }),
    models: modelOptions(config),
    remote: remoteOptions(config, remoteKeysOf()),
  };
}

function modelOptions(config: StsConfig): NonNullable<EngineHostOptions['models']> {
  const { models, modelProcesses, modelThreads, modelBatch, modelsCatalogues } = config;
  return {
    store: openModelStore({ dir: modelsDirOf(config), catalogues: modelsCatalogues }),
    wanted: models,
    processes: modelProcesses,
    ...(modelThreads !== undefined && { threads: modelThreads }),
    ...(modelBatch !== undefined && { batch: modelBatch }),
  };
}

/** An endpoint without an address is not there. */
export function remoteOptions(config: StsConfig, keys: RemoteKeys): NonNullable<EngineHostOptions['remote']> {
  const { remoteAsrUrl, remoteTtsUrl, remoteTimeoutMs, remoteConcurrency } = config;
  const asr = { key: keys.asr, model: config.remoteAsrModel, languages: config.remoteAsrLanguages };
  const tts = {
    key: keys.tts,
    model: config.remoteTtsModel,
    languages: config.remoteTtsLanguages,
    voice: config.remoteTtsVoice,
    format: config.remoteTtsFormat,
  };
  return {
    timeoutMs: remoteTimeoutMs,
    concurrency: remoteConcurrency,
    ...(remoteAsrUrl !== undefined && { asr: { ...asr, url: remoteAsrUrl } }),
    ...(remoteTtsUrl !== undefined && { tts: { ...tts, url: remoteTtsUrl } }),
  };
}
