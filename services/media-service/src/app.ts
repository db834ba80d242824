import { rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beginRecord } from './as-run/begin-record.js';
import { Closer, createLogger, describeError, type Logger } from '@dubbing/common';
import type { MediaConfig } from './config.js';
import { Health, type HealthPart } from './health/health.js';
import { streamParts } from './health/stream-parts.js';
import { createHttpApp, listen, portInUse } from './http/server.js';
import { EmbeddedServer } from './media-server/embedded-server.js';
import { HookCaller } from './media-server/hook-caller.js';
import { ServiceMetrics } from './metrics/service-metrics.js';
import { packageVersion } from './package-root.js';
import { DefaultWishes } from './streams/default-wishes.js';
import { PublishEvents } from './streams/publish-events.js';
import { StreamRegistry } from './streams/registry.js';
import { SpecBuilder } from './streams/spec-builder.js';
import { startWorkerProcess, type WorkerStarter } from './streams/worker-process.js';

export interface AppOptions {
  config: MediaConfig;
  logger?: Logger;
  /** Tests put a scripted worker here. */
  startWorker?: WorkerStarter;
}

/** The running service. */
export interface App {
  readonly url: string;
  readonly registry: StreamRegistry;
  close(): Promise<void>;
}

/**
 * Puts the service together and starts it; answers once it listens.
 * @throws DubbingError PORT_IN_USE, MEDIA_SERVER_FAILED; what had been started by then is closed again
 */
export async function startApp({ config, logger: given, startWorker = startWorkerProcess }: AppOptions): Promise<App> {
  const logger = given ?? createLogger({ service: 'media-service', level: config.logLevel });
  const hlsRoot = resolve(config.hlsDir ?? join(tmpdir(), `dubbing-hls-${process.pid}`));
  const closer = new Closer();
  try {
    if (config.hlsDir === undefined) closer.add('hls folder', () => rm(hlsRoot, { recursive: true, force: true }));
    const asRunRoot = resolve(config.asRunDir ?? join(tmpdir(), `dubbing-as-run-${process.pid}`));
    if (config.asRunDir === undefined) {
      closer.add('as-run folder', () => rm(asRunRoot, { recursive: true, force: true }));
    }
    const wishes = new DefaultWishes(config, logger);
    wishes.check();
    const specs = new SpecBuilder(config, wishes, hlsRoot, config.asRun ? asRunRoot : undefined);
    const registry = new StreamRegistry({
      startWorker,
      maxStreams: config.maxStreams,
      maxCrashes: config.maxCrashes,
      endedRetentionMs: config.endedRetentionMs,
      logger,
      prepareFiles: (spec) => beginRecord(spec, runningRecords(registry), logger),
      removeFiles: (id) => rm(join(hlsRoot, id), { recursive: true, force: true }),
    });
    const events = new PublishEvents(registry, specs, config.graceMs, logger);
    const written = { hls: hlsRoot, recordings: config.recordDir, 'as-run': config.asRun ? asRunRoot : undefined };
    const metrics = new ServiceMetrics(() => registry.list(), written);
    let mediaServer: EmbeddedServer | undefined;
    const embedded = config.mediaServer === 'embedded';
    const mediaServerPart: HealthPart = {
      name: 'media-server',
      needed: true,
      health: () =>
        embedded && mediaServer?.listening !== true
          ? { status: 'down', problem: 'it is not listening', kind: config.mediaServer }
          : { status: 'ok', kind: config.mediaServer },
    };
    const health = new Health({ service: 'media-service', version: packageVersion }, [
      mediaServerPart,
      ...streamParts(() => registry.list(), config.maxStreams),
    ]);
    const http = createHttpApp({ registry, specs, events, metrics, hlsRoot, health, logger });
    const server = await listen(http, config.host, config.port);
    closer.add('http', () => closeServer(server));
    closer.add('streams', () => registry.close());
    const url = `http://${config.host}:${(server.address() as AddressInfo).port}`;
    if (embedded) {
      const hooks = new HookCaller(url, logger);
      closer.add('hooks', () => hooks.close());
      const settings = {
        host: config.rtmpHost,
        rtmpPort: config.rtmpPort,
        flvPort: config.flvPort,
        logLevel: config.logLevel,
      };
      mediaServer = await EmbeddedServer.start({
        settings,
        logger,
        portInUse,
        onPublish: (kind, body) => hooks.call(kind, body),
      });
      const started = mediaServer;
      closer.add('media server', () => started.close());
    }
    logger.info('media-service is ready', { url, mediaServer: config.mediaServer, hlsRoot });
    return { url, registry, close: () => closer.close() };
  } catch (error) {
    await closer.close().catch((failure: unknown) => logger.warn(describeError(failure)));
    throw error;
  }
}

function runningRecords(registry: StreamRegistry): ReadonlySet<string> {
  const running = registry.list().filter(({ spec }) => registry.isRunning(spec.id));
  return new Set(running.map(({ spec }) => spec.asRun?.file).filter((file) => file !== undefined));
}

/** Stops listening; what a player is downloading is broken off. */
function closeServer(server: Server): Promise<void> {
  return new Promise((done, fail) => {
    server.close((error) => (error === undefined ? done() : fail(error)));
    server.closeAllConnections();
  });
}
