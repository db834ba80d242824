import { homedir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, readConfig, type ConfigOf } from '@dubbing/common';
import { remoteFields } from './config/remote-fields.js';

/**
 * As `@dubbing/contracts` has it, which a test holds: the health check of a container reads its configuration every few
 * seconds, and loading all messages for one number would be most of what it costs.
 */
export const longestFragmentMs = 60_000;

/** Every setting of the service. The table in `docs/settings.md` of the repository is written from it, and a test holds the two together. */
export const configSchema = defineConfig({
  host: { env: 'STS_HOST', type: 'string', default: '127.0.0.1', doc: 'Address to listen on.' },
  port: { env: 'STS_PORT', type: 'port', default: 8090, doc: 'Port to listen on; 0 takes a free one.' },
  logLevel: {
    env: 'STS_LOG_LEVEL',
    type: 'enum',
    values: ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    doc: 'The least level that is logged.',
  },
  asrEngine: {
    env: 'STS_ASR_ENGINE',
    type: 'string',
    default: 'auto',
    doc: 'Recognizer of sessions that do not choose: `auto`, `builtin` or the name of an engine.',
  },
  translationEngine: {
    env: 'STS_TRANSLATION_ENGINE',
    type: 'string',
    default: 'auto',
    doc: 'Translator of sessions that do not choose: `auto`, `builtin` or the name of an engine.',
  },
  ttsEngine: {
    env: 'STS_TTS_ENGINE',
    type: 'string',
    default: 'auto',
    doc: 'Synthesizer of sessions that do not choose: `auto`, `builtin` or the name of an engine.',
  },
  engineProcesses: {
    env: 'STS_ENGINE_PROCESSES',
    type: 'integer',
    min: 1,
    max: 64,
    optional: true,
    doc: 'Processes of the builtin recogniser. If not given, one less than there are cores.',
  },
  onnxProvider: {
    env: 'STS_ONNX_PROVIDER',
    type: 'enum',
    values: ['auto', 'cpu', 'cuda', 'cuda-only'],
    default: 'auto',
    doc: 'Where models run. `auto` takes CUDA if it is there; with `cuda` its absence is told and the CPU does the work; with `cuda-only` no model is loaded then.',
  },
  models: {
    env: 'STS_MODELS',
    type: 'list',
    default: ['auto'],
    doc: 'Neural models to load: `auto` for all that are installed, `none`, or names, the preferred ones first.',
  },
  modelProcesses: {
    env: 'STS_MODEL_PROCESSES',
    type: 'integer',
    min: 1,
    max: 16,
    default: 1,
    doc: 'Processes for each model. Each has the model in its own memory.',
  },
  modelThreads: {
    env: 'STS_MODEL_THREADS',
    type: 'integer',
    min: 1,
    max: 64,
    optional: true,
    doc: "Threads of each of a model's processes. If not given, the cores divided by the number of all these processes.",
  },
  modelBatch: {
    env: 'STS_MODEL_BATCH',
    type: 'integer',
    min: 1,
    max: 16,
    optional: true,
    doc: 'Jobs that share the passes of a Whisper or translation model when so many wait. If not given, as many as pays.',
  },
  pocketsphinxModelDir: {
    env: 'STS_POCKETSPHINX_MODEL_DIR',
    type: 'string',
    default: '/usr/share/pocketsphinx/model/en-us',
    doc: 'Folder of the acoustic model, the language model and the dictionary.',
  },
  ...remoteFields,
  modelsDir: {
    env: 'STS_MODELS_DIR',
    type: 'string',
    optional: true,
    doc: 'Folder of the models. If not given, `dubbing/models` in `XDG_DATA_HOME` or `~/.local/share`.',
  },
  modelsCatalogues: {
    env: 'STS_MODELS_CATALOGUES',
    type: 'list',
    default: [],
    doc: 'Files of own catalogues; their entries come before the built-in ones of the same name.',
  },
  modelsHubUrl: {
    env: 'STS_MODELS_HUB_URL',
    type: 'url',
    schemes: ['https', 'http', 'file'],
    default: 'https://huggingface.co',
    doc: 'Where models are pulled from: a hub, a mirror of one, or a folder as `file:///…`.',
  },
  modelsToken: {
    env: 'STS_MODELS_TOKEN',
    type: 'string',
    secret: true,
    optional: true,
    doc: 'Access token of the hub. It is sent to the hub alone and never logged.',
  },
  modelsConnections: {
    env: 'STS_MODELS_CONNECTIONS',
    type: 'integer',
    min: 1,
    max: 32,
    default: 4,
    doc: 'Files of a model that are fetched at the same time.',
  },
  modelsStallMs: {
    env: 'STS_MODELS_STALL_MS',
    type: 'durationMs',
    min: 1000,
    max: 3_600_000,
    default: 30_000,
    doc: 'A download that brings nothing for this long is taken up again.',
  },
  maxSessions: {
    env: 'STS_MAX_SESSIONS',
    type: 'integer',
    min: 1,
    max: 1024,
    default: 32,
    doc: 'Sessions at the same time, those that wait to be resumed included.',
  },
  maxInFlight: {
    env: 'STS_MAX_IN_FLIGHT',
    type: 'integer',
    min: 1,
    max: 256,
    default: 8,
    doc: 'Fragments of one session that may be sent and not yet answered.',
  },
  sessionConcurrency: {
    env: 'STS_SESSION_CONCURRENCY',
    type: 'integer',
    min: 1,
    max: 64,
    default: 2,
    doc: 'Fragments of one session that are worked on at the same time.',
  },
  maxFragmentMs: {
    env: 'STS_MAX_FRAGMENT_MS',
    type: 'durationMs',
    min: 100,
    max: longestFragmentMs,
    default: 15_000,
    doc: 'The longest fragment.',
  },
  resumeWindowMs: {
    env: 'STS_RESUME_WINDOW_MS',
    type: 'durationMs',
    max: 3_600_000,
    default: 30_000,
    doc: 'How long a session whose connection is lost can be resumed.',
  },
  idleTimeoutMs: {
    env: 'STS_IDLE_TIMEOUT_MS',
    type: 'durationMs',
    min: 1000,
    max: 86_400_000,
    default: 3_600_000,
    doc: 'A session whose client sends nothing for this long is ended.',
  },
  partialEveryMs: {
    env: 'STS_PARTIAL_EVERY_MS',
    type: 'durationMs',
    min: 100,
    max: 60_000,
    default: 300,
    doc: 'From one growing transcript of a fragment to the next, at least, for clients that want them.',
  },
  oneShotMaxBytes: {
    env: 'STS_ONE_SHOT_MAX_BYTES',
    type: 'integer',
    min: 1024,
    max: 268_435_456,
    default: 16_777_216,
    doc: 'The largest body of the one-shot route.',
  },
  oneShotMaxMs: {
    env: 'STS_ONE_SHOT_MAX_MS',
    type: 'durationMs',
    min: 100,
    max: longestFragmentMs,
    default: longestFragmentMs,
    doc: 'The longest clip of the one-shot route.',
  },
  oneShotTimeoutMs: {
    env: 'STS_ONE_SHOT_TIMEOUT_MS',
    type: 'durationMs',
    min: 100,
    max: 3_600_000,
    default: 120_000,
    doc: 'How long a one-shot request may take.',
  },
  oneShotMaxConcurrent: {
    env: 'STS_ONE_SHOT_MAX_CONCURRENT',
    type: 'integer',
    min: 1,
    max: 256,
    default: 4,
    doc: 'One-shot requests that are worked on at the same time.',
  },
  shutdownGraceMs: {
    env: 'STS_SHUTDOWN_GRACE_MS',
    type: 'durationMs',
    max: 600_000,
    default: 10_000,
    doc: 'How long fragments in flight may still take when the service is told to end.',
  },
});

export type StsConfig = ConfigOf<typeof configSchema>;

/** What is read from the environment and from no file: secrets, and what the system and Node know by these names. */
export const environmentAlone = [
  { env: 'STS_REMOTE_ASR_KEY', type: 'string', secret: true, doc: 'Key of the endpoint that recognises.' },
  { env: 'STS_REMOTE_TTS_KEY', type: 'string', secret: true, doc: 'Key of the endpoint that speaks.' },
  {
    env: 'XDG_DATA_HOME',
    type: 'string',
    secret: false,
    doc: "A user's folder for data: the models are in `dubbing/models` there where `STS_MODELS_DIR` is not given.",
  },
  {
    env: 'NODE_EXTRA_CA_CERTS',
    type: 'string',
    secret: false,
    doc: 'PEM file of further certificate authorities, read by Node: for remote engines and hubs with certificates of one’s own.',
  },
] as const;

/** @throws ConfigError with every fault of the environment and the file. */
export function loadConfig(file?: string, env: NodeJS.ProcessEnv = process.env): StsConfig {
  return readConfig(configSchema, { env, file });
}

/** The keys of remote engines. They are read from the environment alone, so that no file and no table has them. */
export interface RemoteKeys {
  readonly asr?: string;
  readonly tts?: string;
}

export function remoteKeysOf(env: NodeJS.ProcessEnv = process.env): RemoteKeys {
  const { STS_REMOTE_ASR_KEY: asr = '', STS_REMOTE_TTS_KEY: tts = '' } = env;
  return { ...(asr !== '' && { asr }), ...(tts !== '' && { tts }) };
}

/** The models directory: as configured, else the place where a user's programmes keep their data. */
export function modelsDirOf(config: Pick<StsConfig, 'modelsDir'>, env: NodeJS.ProcessEnv = process.env): string {
  if (config.modelsDir !== undefined) return config.modelsDir;
  const data = env['XDG_DATA_HOME'];
  return join(data === undefined || data === '' ? join(homedir(), '.local', 'share') : data, 'dubbing', 'models');
}
