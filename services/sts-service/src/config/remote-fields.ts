import { defineConfig } from '@dubbing/common';

/** Engines behind HTTP endpoints. Their keys are no fields: they come from the environment alone. */
export const remoteFields = defineConfig({
  remoteAsrUrl: {
    env: 'STS_REMOTE_ASR_URL',
    type: 'url',
    schemes: ['http', 'https'],
    optional: true,
    doc: 'Base of an OpenAI-compatible endpoint that recognises speech, such as `http://127.0.0.1:8000/v1`.',
  },
  remoteAsrModel: {
    env: 'STS_REMOTE_ASR_MODEL',
    type: 'string',
    default: 'whisper-1',
    doc: 'Model to ask it for.',
  },
  remoteAsrLanguages: {
    env: 'STS_REMOTE_ASR_LANGUAGES',
    type: 'list',
    default: [],
    doc: 'Languages that it hears. If empty, any.',
  },
  remoteTtsUrl: {
    env: 'STS_REMOTE_TTS_URL',
    type: 'url',
    schemes: ['http', 'https'],
    optional: true,
    doc: 'Base of an OpenAI-compatible endpoint that speaks.',
  },
  remoteTtsModel: {
    env: 'STS_REMOTE_TTS_MODEL',
    type: 'string',
    default: 'tts-1',
    doc: 'Model to ask it for.',
  },
  remoteTtsVoice: {
    env: 'STS_REMOTE_TTS_VOICE',
    type: 'string',
    default: 'alloy',
    doc: 'Voice to ask it for.',
  },
  remoteTtsFormat: {
    env: 'STS_REMOTE_TTS_FORMAT',
    type: 'enum',
    values: ['wav', 'pcm'],
    default: 'wav',
    doc: 'Form of its sound; `pcm` is mono of 24 kHz.',
  },
  remoteTtsLanguages: {
    env: 'STS_REMOTE_TTS_LANGUAGES',
    type: 'list',
    default: [],
    doc: 'Languages that it speaks. If empty, any.',
  },
  remoteTimeoutMs: {
    env: 'STS_REMOTE_TIMEOUT_MS',
    type: 'durationMs',
    min: 100,
    max: 600_000,
    default: 10_000,
    doc: 'How long one answer of a remote engine may take.',
  },
  remoteConcurrency: {
    env: 'STS_REMOTE_CONCURRENCY',
    type: 'integer',
    min: 1,
    max: 256,
    default: 4,
    doc: 'Requests to each remote engine at the same time.',
  },
});
