import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { Closer, silentLogger, type Backoff, type Logger } from '@dubbing/common';
import { defaultModelDir } from '../asr/builtin/pocketsphinx-model.js';
import type { EngineSource } from '../engine-room.js';
import type { ModelStore } from '../models/model-store.js';
import type { OnnxProviderChoice } from '../onnx/provider.js';
import type { EngineCatalogue } from '../pipeline/catalogue.js';
import type { SpeechRecognizer } from '../pipeline/seams.js';
import { defaultModesDir } from '../translation/builtin/apertium-modes.js';
import { hears } from './ability.js';
import { EngineGroup } from './engine-group.js';
import { laneRecognizer } from './lane-recognizer.js';
import { NeuralEngines } from './neural-engines.js';
import { remoteEngines, type RemoteOptions } from './remote/remote-engines.js';
import { hostStats, type HostStats } from './stats.js';
import { startSynthesis } from './synthesis.js';
import { threadsPerProcess } from './threads.js';
import { startTranslation } from './translation.js';
import { wantedModels, type WantedModels } from './wanted-models.js';

export interface EngineHostOptions {
  readonly logger?: Logger;
  /** Processes of PocketSphinx. Default one less than there are cores, but at least one. */
  readonly processes?: number;
  /** Neural models. Default none. */
  readonly models?: ModelOptions;
  /** Engines behind HTTP endpoints. Default none. */
  readonly remote?: Omit<RemoteOptions, 'queueCapacity'>;
  /** Jobs that may wait for each engine. Default 64. */
  readonly queueCapacity?: number;
  readonly pocketsphinxModelDir?: string;
  readonly apertiumModesDir?: string;
  readonly onnxProvider?: OnnxProviderChoice;
  /** How long a cancelled job may take to stop before its process is killed. Default 1000; models 10000. */
  readonly cancelGraceMs?: number;
  /** How long an engine process may take to get ready. Default 60000; models 120000. */
  readonly loadTimeoutMs?: number;
  /** Delays between starts of a process that dies; tests give their own. */
  readonly backoff?: () => Backoff;
}

export interface ModelOptions {
  readonly store: ModelStore;
  /** `auto`: all that are installed; `none`; or names, the best first. */
  readonly wanted: readonly string[];
  /** Processes for each model. Default 1. */
  readonly processes?: number;
  /** Threads of each process. Default: the cores shared among all processes of models. */
  readonly threads?: number;
  /** Jobs that share passes through a model that can. Default: as many as pays where it computes. */
  readonly batch?: number;
}

/** The engines of the service. */
export interface EngineHost extends EngineSource {
  /**
   * Looks for models again and starts the new ones; what runs goes on. Resolves when they are ready, or it is known
   * that they will not be soon.
   * @returns the names of the new ones
   * @throws DubbingError MODEL_UNAVAILABLE when the models directory cannot be read.
   */
  addModels(): Promise<string[]>;
  stats(): HostStats;
  /** Ends every process. What waits for an engine fails with SHUTTING_DOWN. Idempotent. */
  close(): Promise<void>;
}

const defaultQueueCapacity = 64;

/** Sources that Apertium has directions for: a recogniser may hear more. */
const sourceLanguages = ['en'];

const sphinx = 'pocketsphinx';

/** A cancelled job stops between two decoding steps of the builtin recogniser, or between two runs of a model. */
const cancelGraceMs = { builtin: 1000, model: 10_000 };
const loadTimeoutMs = { builtin: 60_000, model: 120_000 };

/**
 * Starts every engine that is installed. Resolves when they are warm, or it is known which are
 * missing; what is missing is told by the catalogue's faults.
 *
 * Native code that runs inside Node (recognition, ONNX) lives in supervised engine processes.
 * Apertium and eSpeak NG are programs, so they are processes already and are run from here.
 * @throws DubbingError MODEL_UNAVAILABLE when the models directory cannot be read.
 */
export async function startEngineHost(options: EngineHostOptions = {}): Promise<EngineHost> {
  const { logger = silentLogger, queueCapacity = defaultQueueCapacity, backoff } = options;
  const speechModelFile = createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx');
  const wantedNow = (): WantedModels =>
    options.models === undefined
      ? { models: [], faults: [] }
      : wantedModels(options.models.store, options.models.wanted);
  let wanted = wantedNow();
  const closer = new Closer();
  const common = { speechModelFile, queueCapacity, logger, ...(backoff !== undefined && { backoff }) };

  const recognition = new EngineGroup<SpeechRecognizer>({
    ...common,
    name: sphinx,
    stage: 'asr',
    family: 'builtin',
    settings: {
      load: { engine: sphinx, modelDir: options.pocketsphinxModelDir ?? defaultModelDir },
      speechModelFile,
    },
    processes: options.processes ?? Math.max(1, availableParallelism() - 1),
    cancelGraceMs: options.cancelGraceMs ?? cancelGraceMs.builtin,
    loadTimeoutMs: options.loadTimeoutMs ?? loadTimeoutMs.builtin,
    languages: sourceLanguages,
    engineOf: (lane, ready) => laneRecognizer(sphinx, lane, (tag) => hears(ready()?.ability, tag)),
  });
  closer.add('recognition', () => recognition.close());

  const processes = options.models?.processes ?? 1;
  const neural = new NeuralEngines({
    ...common,
    processes,
    provider: options.onnxProvider ?? 'auto',
    ...(options.models?.batch !== undefined && { batch: options.models.batch }),
    cancelGraceMs: options.cancelGraceMs ?? cancelGraceMs.model,
    loadTimeoutMs: options.loadTimeoutMs ?? loadTimeoutMs.model,
  });
  closer.add('models', () => neural.close());
  const startModels = (): Promise<string[]> => {
    const all = wanted.models.length * processes;
    return neural.add(wanted.models, options.models?.threads ?? threadsPerProcess(availableParallelism(), all));
  };

  const remote = remoteEngines({ ...(options.remote ?? { timeoutMs: 0, concurrency: 1 }), queueCapacity });
  closer.add('remote engines', () => {
    remote.close();
  });

  const modesDir = options.apertiumModesDir ?? defaultModesDir;
  const [translation, synthesis] = await Promise.all([
    startTranslation({ modesDir, sourceLanguages, queueCapacity }),
    startSynthesis({ queueCapacity, concurrency: availableParallelism() }),
    recognition.settled,
    startModels(),
  ]);
  closer.add('translation', () => translation.close());
  closer.add('synthesis', () => {
    synthesis.close();
  });

  if (options.models?.wanted.includes('auto') === true && wanted.models.length === 0) {
    // Nothing is wrong with that; but a volume that was not mounted looks the same.
    logger.info('no models are installed', { dir: options.models.store.dir });
  }
  // Once for the service, since what keeps one model from CUDA keeps all of them.
  const [fallback] = neural.fallbacks();
  if (fallback !== undefined) logger.warn('models compute on the CPU instead of CUDA', fallback);

  return {
    catalogue: (): EngineCatalogue => {
      const models = neural.catalogue();
      const { state } = recognition;
      return {
        recognizers: [...models.recognizers, ...('offer' in state ? [state.offer] : []), ...remote.recognizers],
        translators: [...models.translators, ...translation.offers],
        synthesizers: [...models.synthesizers, ...synthesis.offers, ...remote.synthesizers],
        faults: [
          ...wanted.faults,
          ...models.faults,
          ...('fault' in state ? [state.fault] : []),
          ...translation.faults,
          ...synthesis.faults,
          ...remote.faults,
        ],
      };
    },
    stats: () => {
      const groups = [recognition.stats(), ...neural.stats()];
      const others = {
        asr: remote.stats.asr,
        translation: [translation.stats],
        tts: [synthesis.stats, ...remote.stats.tts],
      };
      return hostStats(groups, others, translation.restarts);
    },
    addModels: async () => {
      wanted = wantedNow();
      return startModels();
    },
    close: () => closer.close(),
  };
}
