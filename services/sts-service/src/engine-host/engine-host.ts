import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { Closer, silentLogger, type Backoff, type Logger } from '@dubbing/common';
import { defaultModelDir } from '../asr/builtin/pocketsphinx-model.js';
import type { OnnxProviderChoice } from '../onnx/provider.js';
import type { EngineCatalogue } from '../pipeline/catalogue.js';
import { defaultModesDir } from '../translation/builtin/apertium-modes.js';
import type { EngineProcess } from './engine-process.js';
import { Lane, type LaneStats } from './lane.js';
import { laneRecognizer } from './lane-recognizer.js';
import { Supervisor } from './supervisor.js';
import { startSynthesis } from './synthesis.js';
import { startTranslation } from './translation.js';

export interface EngineHostOptions {
  readonly logger?: Logger;
  /** Engine processes. Default one less than there are cores, but at least one. */
  readonly processes?: number;
  /** Jobs that may wait for each kind of engine. Default 64. */
  readonly queueCapacity?: number;
  readonly pocketsphinxModelDir?: string;
  readonly apertiumModesDir?: string;
  readonly onnxProvider?: OnnxProviderChoice;
  /** How long a cancelled job may take to stop before its process is killed. Default 1000. */
  readonly cancelGraceMs?: number;
  /** How long an engine process may take to get ready. Default 60000. */
  readonly loadTimeoutMs?: number;
  /** Delays between starts of a process that dies; tests give their own. */
  readonly backoff?: () => Backoff;
}

export interface EngineHostStats {
  readonly asr: LaneStats;
  readonly translation: LaneStats;
  readonly tts: LaneStats;
  /** Engine processes and pipelines that were started in place of one that died. */
  readonly restarts: number;
  /** Engine processes that are ready. */
  readonly pids: readonly number[];
}

/** The engines of the service. */
export interface EngineHost {
  /** What can be used at this moment. */
  catalogue(): EngineCatalogue;
  stats(): EngineHostStats;
  /** Ends every process. What waits for an engine fails with SHUTTING_DOWN. Idempotent. */
  close(): Promise<void>;
}

const defaultQueueCapacity = 64;

/** Sources that there is a recogniser for: other directions would keep programs running for nobody. */
const sourceLanguages = ['en'];

/**
 * Starts every builtin engine that is installed. Resolves when they are warm, or it is known
 * which are missing; what is missing is told by the catalogue's faults.
 *
 * Native code that runs inside Node (recognition, ONNX) lives in supervised engine processes.
 * Apertium and eSpeak NG are programs, so they are processes already and are run from here.
 */
export async function startEngineHost(options: EngineHostOptions = {}): Promise<EngineHost> {
  const { logger = silentLogger, queueCapacity = defaultQueueCapacity } = options;
  const closer = new Closer();
  const recognition = new Lane<EngineProcess>('speech recognition', queueCapacity);
  const supervisor = new Supervisor(options.processes ?? Math.max(1, availableParallelism() - 1), {
    lane: recognition,
    logger,
    settings: {
      pocketsphinxModelDir: options.pocketsphinxModelDir ?? defaultModelDir,
      speechModelFile: createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx'),
      onnxProvider: options.onnxProvider ?? 'auto',
    },
    cancelGraceMs: options.cancelGraceMs ?? 1000,
    loadTimeoutMs: options.loadTimeoutMs ?? 60_000,
    ...(options.backoff !== undefined && { backoff: options.backoff }),
  });
  closer.add('engine processes', () => supervisor.close());
  closer.add('recognition queue', () => {
    recognition.close();
  });

  const modesDir = options.apertiumModesDir ?? defaultModesDir;
  const [translation, synthesis] = await Promise.all([
    startTranslation({ modesDir, sourceLanguages, queueCapacity }),
    startSynthesis({ queueCapacity, concurrency: availableParallelism() }),
    supervisor.settled,
  ]);
  closer.add('translation', () => translation.close());
  closer.add('synthesis', () => {
    synthesis.close();
  });
  const recognizer = laneRecognizer(recognition);

  return {
    catalogue: (): EngineCatalogue => {
      const fault = supervisor.fault;
      return {
        recognizers: fault === undefined ? [{ engine: recognizer, family: 'builtin' }] : [],
        translators: translation.translators.map((engine) => ({ engine, family: 'builtin' as const })),
        synthesizers: synthesis.synthesizers.map((engine) => ({ engine, family: 'builtin' as const })),
        faults: [
          ...(fault === undefined ? [] : [{ stage: 'asr' as const, error: fault, languages: sourceLanguages }]),
          ...translation.faults,
          ...synthesis.faults,
        ],
      };
    },
    stats: () => ({
      asr: recognition.stats,
      translation: translation.stats,
      tts: synthesis.stats,
      restarts: supervisor.restarts + translation.restarts,
      pids: supervisor.pids,
    }),
    close: () => closer.close(),
  };
}
