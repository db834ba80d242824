import { createServer } from 'node:http';
import { Closer, sleep, type Logger } from '@dubbing/common';
import { createHttpApp } from './api/http/http-app.js';
import { listen } from './api/listen.js';
import { SocketServer } from './api/socket/socket-server.js';
import type { StsConfig } from './config.js';
import { EngineRoom, type EngineSource } from './engine-room.js';
import { reportHealth, type HealthReport } from './health/health.js';
import { Metrics } from './metrics/metrics.js';
import { packageVersion } from './package-version.js';
import { AudioThread } from './pipeline/audio-thread/audio-thread.js';
import { Pipeline } from './pipeline/pipeline.js';
import { maxFragmentBytes } from './session/limits.js';
import { SessionRegistry } from './session/session-registry.js';

/** Room for the fields around the PCM of a message. */
const messageOverheadBytes = 65_536;

export interface AppOptions {
  readonly config: StsConfig;
  readonly logger: Logger;
  readonly startEngines: () => Promise<EngineSource>;
}

export interface App {
  /** Where it listens, such as `http://127.0.0.1:8090`. */
  readonly url: string;
  /** Resolves when the engines are loaded, or known not to be. */
  readonly loaded: Promise<void>;
  /** Answers what is in flight, at most for the grace time, then ends everything. Idempotent. */
  close(): Promise<void>;
}

/**
 * Puts the service together and starts it. It listens before its engines are loaded, so that
 * health can be asked for; sessions are refused until then.
 * @throws DubbingError ADDRESS_IN_USE or ADDRESS_UNAVAILABLE; nothing is left running then.
 */
export async function startApp({ config, logger, startEngines }: AppOptions): Promise<App> {
  const closer = new Closer();
  const room = new EngineRoom({
    asr: config.asrEngine,
    translation: config.translationEngine,
    tts: config.ttsEngine,
  });
  closer.add('engines', () => room.close());
  const audio = new AudioThread();
  closer.add('audio thread', () => audio.close());

  const metrics = new Metrics({
    sessions: () => registry.size,
    inFlight: () => registry.inFlight,
    engines: () => room.stats(),
  });
  const pipeline = new Pipeline(audio, metrics);
  const choose = room.choose.bind(room);
  const settings = { ...config, concurrency: config.sessionConcurrency };
  const registry = new SessionRegistry({ settings, pipeline, choose, observer: metrics });
  const oneShot = {
    maxBodyBytes: config.oneShotMaxBytes,
    maxClipMs: config.oneShotMaxMs,
    timeoutMs: config.oneShotTimeoutMs,
    maxConcurrent: config.oneShotMaxConcurrent,
  };
  const readiness = room.readiness.bind(room);
  const health = (): HealthReport =>
    reportHealth(
      { service: 'sts-service', version: packageVersion },
      {
        ...room.facts(),
        sessions: { open: registry.size, limit: config.maxSessions, fragmentsInFlight: registry.inFlight },
      },
    );
  const server = createServer(
    createHttpApp({ settings: oneShot, pipeline, choose, logger, metrics, readiness, health }),
  );
  const sockets = new SocketServer({
    server,
    registry,
    logger,
    // Twice the largest fragment, so that one that is merely too long is told so politely.
    maxMessageBytes: 2 * maxFragmentBytes(config.maxFragmentMs, widestFormat) + messageOverheadBytes,
    onRefused: (code) => {
      metrics.refused(code);
    },
  });
  closer.add('connections', () => sockets.close(config.shutdownGraceMs));
  closer.add('sessions', async () => {
    room.retire();
    const grace = new AbortController();
    await Promise.race([registry.drain(), sleep(config.shutdownGraceMs, grace.signal).catch(() => {})]);
    grace.abort();
    registry.close();
  });

  try {
    const url = await listen(server, config.host, config.port);
    logger.info('listening', { url });
    const loaded = Promise.all([room.load(startEngines), warmUp(audio, logger)]).then(() => {
      const { status, error, engines, degraded } = room.readiness();
      if (error === undefined) logger.info(status, { engines, degraded });
      else logger.error('not ready', { error });
    });
    return { url, loaded, close: () => closer.close() };
  } catch (error) {
    await closer.close();
    throw error;
  }
}

/** A thread that does not start now is tried again by the first dub, which then says why it fails. */
async function warmUp(audio: AudioThread, logger: Logger): Promise<void> {
  try {
    await audio.warmUp();
  } catch (error) {
    logger.warn('the audio thread did not start', { error });
  }
}

/** The most bytes per second that a session may ask for. */
const widestFormat = { sampleRateHz: 48_000, channels: 2 };
