import { silentLogger, type Logger } from '@dubbing/common';
import { loadConfig, type MediaConfig } from '../../src/config.js';
import { DefaultWishes } from '../../src/streams/default-wishes.js';
import { SpecBuilder } from '../../src/streams/spec-builder.js';
import type { StreamSpec } from '../../src/worker/stream-spec.js';

/** The default configuration, with changes. A MediaMTX that happens to run on this machine is none of it. */
export function configWith(changes: Partial<MediaConfig> = {}): MediaConfig {
  return { ...loadConfig([], {}), logLevel: 'silent', mediamtxApiUrl: 'http://127.0.0.1:9', ...changes };
}

/** What the service logs in with at the media server. */
export const testAccount = { user: 'media-service', password: 'service-password' };

export function specBuilderWith(changes: Partial<MediaConfig> = {}, logger: Logger = silentLogger): SpecBuilder {
  const config = configWith(changes);
  return new SpecBuilder(config, new DefaultWishes(config, logger), testAccount, '/tmp/hls');
}

export function specWith(changes: Partial<StreamSpec> = {}): StreamSpec {
  return {
    id: 'news',
    input: 'rtmp://127.0.0.1/live/news',
    live: true,
    fast: false,
    sourceLanguage: 'en',
    targetLanguages: ['es'],
    mode: 'aligned',
    bed: 'duck',
    duckDepthDb: 15,
    delayMs: 8000,
    graceMs: 1000,
    stsUrl: 'http://127.0.0.1:9',
    outputs: [],
    logLevel: 'silent',
    ...changes,
  };
}
