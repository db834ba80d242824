import { ConfigError, defineConfig, parseConfigArgument, readConfig, type ConfigOf } from '@dubbing/common';
import { hostField, mediaServerFields, needsHookSecret } from './media-server/settings.js';
import { egressFaults } from './streams/egress.js';

const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const ENGINE = /^.{1,128}$/;
const VOICE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}=.{1,128}$/;

/** Every setting of the service. The table in `docs/settings.md` of the repository is written from it, and a test holds the two together. */
export const configSchema = defineConfig({
  host: hostField,
  port: { env: 'MEDIA_PORT', type: 'port', default: 8080, doc: 'Port of HTTP; 0 takes a free one.' },
  logLevel: {
    env: 'MEDIA_LOG_LEVEL',
    type: 'enum',
    values: ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    doc: 'The least level that is logged.',
  },
  stsUrl: {
    env: 'MEDIA_STS_URL',
    type: 'url',
    schemes: ['http', 'https', 'ws', 'wss'],
    default: 'http://127.0.0.1:8090',
    doc: 'Where sts-service listens.',
  },
  hls: {
    env: 'MEDIA_HLS',
    type: 'boolean',
    default: true,
    doc: 'Whether every stream is packaged as HLS beside its outputs.',
  },
  hlsDir: {
    env: 'MEDIA_HLS_DIR',
    type: 'string',
    optional: true,
    doc: 'Folder of the HLS files; a folder of its own under the temporary folder where absent.',
  },
  recordDir: {
    env: 'MEDIA_RECORD_DIR',
    type: 'string',
    optional: true,
    doc: 'Folder that recordings (outputs with file URLs) are written below; where absent, the API takes none.',
  },
  hlsTargetMs: {
    env: 'MEDIA_HLS_TARGET_MS',
    type: 'durationMs',
    default: 2000,
    min: 1000,
    max: 6000,
    doc: 'Shortest HLS segment.',
  },
  hlsWindowMs: {
    env: 'MEDIA_HLS_WINDOW_MS',
    type: 'durationMs',
    default: 30_000,
    min: 10_000,
    max: 3_600_000,
    doc: 'Length of the rolling playlists.',
  },
  hlsDvr: {
    env: 'MEDIA_HLS_DVR',
    type: 'boolean',
    default: false,
    doc: 'Whether HLS keeps the whole programme instead of a window, so that viewers can go back to its start.',
  },
  asRun: {
    env: 'MEDIA_AS_RUN',
    type: 'boolean',
    default: true,
    doc: 'Whether a record is kept of what became of every fragment.',
  },
  asRunDir: {
    env: 'MEDIA_AS_RUN_DIR',
    type: 'string',
    optional: true,
    doc: 'Folder of the as-run records; a folder of its own under the temporary folder, gone with the service, where absent.',
  },
  asRunMaxBytes: {
    env: 'MEDIA_AS_RUN_MAX_BYTES',
    type: 'integer',
    default: 67_108_864,
    min: 65_536,
    doc: 'Size at which the file of a record is set aside and a new one begun.',
  },
  asRunRetentionMs: {
    env: 'MEDIA_AS_RUN_RETENTION_MS',
    type: 'durationMs',
    default: 2_592_000_000,
    min: 3_600_000,
    doc: 'Age at which as-run records are removed.',
  },
  ...mediaServerFields,
  sourceLanguage: {
    env: 'MEDIA_SOURCE_LANGUAGE',
    type: 'string',
    pattern: LANGUAGE,
    default: 'en',
    doc: 'Language spoken in published streams.',
  },
  targetLanguages: {
    env: 'MEDIA_TARGET_LANGUAGES',
    type: 'list',
    pattern: LANGUAGE,
    default: ['es', 'ca'],
    doc: 'Languages that published streams are dubbed into.',
  },
  delayMs: {
    env: 'MEDIA_DELAY_MS',
    type: 'durationMs',
    default: 8000,
    min: 2000,
    max: 30_000,
    doc: 'Programme delay.',
  },
  mode: {
    env: 'MEDIA_MODE',
    type: 'enum',
    values: ['aligned', 'interpreter'],
    default: 'aligned',
    doc: 'Whether the dub lies under its own picture, or trails it.',
  },
  bed: {
    env: 'MEDIA_BED',
    type: 'enum',
    values: ['duck', 'separate', 'original'],
    default: 'duck',
    doc: 'What is heard beneath the dub: the original turned down, with its voice taken out, or as it is.',
  },
  duckDepthDb: {
    env: 'MEDIA_DUCK_DEPTH_DB',
    type: 'number',
    default: 15,
    min: 0,
    max: 60,
    doc: 'How far the original is turned down under the dub, in dB.',
  },
  separationModel: {
    env: 'MEDIA_SEPARATION_MODEL',
    type: 'string',
    optional: true,
    doc: 'ONNX file or folder of the model that takes the voice out for the bed `separate`.',
  },
  asrEngine: {
    env: 'MEDIA_ASR_ENGINE',
    type: 'string',
    pattern: ENGINE,
    optional: true,
    doc: 'Engine of sts-service that recognises: auto, builtin, onnx, remote or a name; as sts-service is set where absent.',
  },
  translationEngine: {
    env: 'MEDIA_TRANSLATION_ENGINE',
    type: 'string',
    pattern: ENGINE,
    optional: true,
    doc: 'Engine that translates.',
  },
  ttsEngine: {
    env: 'MEDIA_TTS_ENGINE',
    type: 'string',
    pattern: ENGINE,
    optional: true,
    doc: 'Engine that speaks.',
  },
  voices: {
    env: 'MEDIA_VOICES',
    type: 'list',
    pattern: VOICE,
    default: [],
    doc: 'Voices of target languages by name, such as es=ef_dora,ca=3; for requests that name no engine that speaks.',
  },
  glossaryFile: {
    env: 'MEDIA_GLOSSARY_FILE',
    type: 'string',
    optional: true,
    doc: 'File of terms that are kept or forced to a wording, as of `npm run dub -- --glossary`; read for each new stream.',
  },
  graceMs: {
    env: 'MEDIA_GRACE_MS',
    type: 'durationMs',
    default: 90_000,
    max: 600_000,
    doc: 'How long a lost source is waited for before its stream ends.',
  },
  drainMs: {
    env: 'MEDIA_DRAIN_MS',
    type: 'durationMs',
    default: 60_000,
    max: 600_000,
    doc: 'How long streams may take to come to their end, each at a pause of speech, after SIGTERM; 0 ends them at once.',
  },
  maxStreams: {
    env: 'MEDIA_MAX_STREAMS',
    type: 'integer',
    default: 16,
    min: 1,
    max: 1000,
    doc: 'Streams that may run at once.',
  },
  maxCrashes: {
    env: 'MEDIA_MAX_CRASHES',
    type: 'integer',
    default: 3,
    min: 1,
    max: 100,
    doc: 'Crashes of a worker within a minute after which its stream is called degraded.',
  },
  endedRetentionMs: {
    env: 'MEDIA_ENDED_RETENTION_MS',
    type: 'durationMs',
    default: 600_000,
    max: 86_400_000,
    doc: 'How long an ended stream can still be asked about; then its files go.',
  },
});

export type MediaConfig = ConfigOf<typeof configSchema>;

/** What the environment says to others than the schema: settings that no file has. */
export const environmentAlone = [
  {
    env: 'NODE_EXTRA_CA_CERTS',
    type: 'string',
    secret: false,
    doc: 'PEM file of further certificate authorities, read by Node: for RTMPS, HTTPS and WSS to hosts with certificates of one’s own.',
  },
] as const;

/**
 * Reads the configuration of the process: environment over the YAML file named by `--config` over the defaults.
 * @throws ConfigError with every fault of both sources
 */
export function loadConfig(
  argv: readonly string[] = process.argv.slice(2),
  env: Readonly<Record<string, string | undefined>> = process.env,
): MediaConfig {
  const file = parseConfigArgument(argv);
  const isSecretNeeded = needsHookSecret({ env, file });
  const hookSecret = { ...mediaServerFields.hookSecret, optional: !isSecretNeeded };
  // Where it is needed it is missing as any other field is.
  const config = readConfig({ ...configSchema, hookSecret } as typeof configSchema, { env, file });
  const sourceOf = (name: keyof typeof configSchema): string => {
    const variable = configSchema[name].env;
    return (env[variable] ?? '') === '' ? `file ${file}` : `environment ${variable}`;
  };
  const faults = egressFaults(config).map((message) => {
    return { field: 'egressUrlTemplates', source: sourceOf('egressUrlTemplates'), message };
  });
  const languages = config.voices.map((voice) => voice.slice(0, voice.indexOf('=')));
  const twice = languages.find((language, index) => languages.indexOf(language) < index);
  if (twice !== undefined) {
    faults.push({ field: 'voices', source: sourceOf('voices'), message: `must name one voice for ${twice}` });
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** The environment of a child process: children are told everything by message and need only what libraries read. */
export function childEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...extra };
}
