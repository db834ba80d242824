import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AccessControl } from './access/access-control.js';
import { AccessFile } from './access/access-file.js';
import { createServiceAccount } from './access/service-account.js';
import { beginRecord } from './as-run/begin-record.js';
import { Closer, ConfigError, createLogger, describeError, type Logger } from '@dubbing/common';
import type { MediaConfig } from './config.js';
import { runOut } from './drain.js';
import { accessPart } from './health/access-part.js';
import { foldersPart } from './health/folders-part.js';
import { Health, type PartHealth } from './health/health.js';
import { streamParts } from './health/stream-parts.js';
import { createHttpApp, listen } from './http/server.js';
import { openFrontDoor, type MediaServer } from './media-server/front-door.js';
import { ServiceMetrics } from './metrics/service-metrics.js';
import { packageVersion } from './package-root.js';
import { DefaultWishes } from './streams/default-wishes.js';
import { PublishEvents } from './streams/publish-events.js';
import { StreamRegistry } from './streams/registry.js';
import { SpecBuilder } from './streams/spec-builder.js';
import { startWorkerProcess, type WorkerStarter } from './streams/worker-process.js';

/** Players of HLS stay three segments behind its end and look for new ones once in each. */
const PLAYERS_BEHIND = 4;

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
  /**
   * Takes no new streams, lets those that run come to their end at the next pause of speech, at most for as long as is
   * configured, and closes. `close` cuts it short.
   */
  drain(): Promise<void>;
  /** Ends everything at once. Idempotent. */
  close(): Promise<void>;
}

/**
 * Puts the service together and starts it; answers once it listens.
 * @throws ConfigError where the access file has faults; DubbingError PORT_IN_USE, MEDIA_SERVER_FAILED; what had been started by then is closed again
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
    const embedded = config.mediaServer === 'embedded';
    const wishes = new DefaultWishes(config, logger);
    wishes.check();
    const account = createServiceAccount();
    if (embedded && config.accessFile !== undefined) throw needsMediaMtx();
    const accessFile = config.accessFile === undefined ? undefined : new AccessFile(config.accessFile, logger);
    if (accessFile !== undefined) closer.add('access file', () => accessFile.close());
    const access = new AccessControl(account, accessFile);
    const specs = new SpecBuilder(config, wishes, account, hlsRoot, config.asRun ? asRunRoot : undefined);
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
    const opened: { mediaServer?: MediaServer } = {};
    const mediaServerHealth = (): PartHealth =>
      opened.mediaServer?.health() ?? { status: 'down', problem: 'it is not there yet', kind: config.mediaServer };
    const health = new Health({ service: 'media-service', version: packageVersion }, [
      { name: 'media-server', needed: true, health: mediaServerHealth },
      ...(accessFile === undefined ? [] : [accessPart(accessFile)]),
      foldersPart(written),
      ...streamParts(() => registry.list(), config.maxStreams),
    ]);
    // The embedded server's hooks are called by this process alone: nobody else has to know a secret that nobody has set.
    const ownSecret = config.hookSecret ?? randomBytes(24).toString('hex');
    const hookSecret = embedded ? ownSecret : config.hookSecret;
    const http = createHttpApp({ registry, specs, events, metrics, access, hookSecret, hlsRoot, health, logger });
    const server = await listen(http, config.host, config.port);
    closer.add('http', () => closeServer(server));
    closer.add('streams', () => registry.close());
    const url = `http://${config.host}:${(server.address() as AddressInfo).port}`;
    const frontDoor = await openFrontDoor({
      config,
      url,
      hookSecret: ownSecret,
      account,
      events,
      metrics: metrics.registry,
      logger,
    });
    opened.mediaServer = frontDoor;
    closer.add('media server', () => frontDoor.close());
    logger.info('media-service is ready', { url, mediaServer: config.mediaServer, hlsRoot });
    const closing = new AbortController();
    const close = (): Promise<void> => {
      closing.abort();
      return closer.close();
    };
    const drain = async (): Promise<void> => {
      health.drain();
      const lingerMs = PLAYERS_BEHIND * config.hlsTargetMs;
      if (config.drainMs > 0)
        await runOut({ streams: registry, limitMs: config.drainMs, lingerMs, signal: closing.signal });
      await close();
    };
    return { url, registry, drain, close };
  } catch (error) {
    await closer.close().catch((failure: unknown) => logger.warn(describeError(failure)));
    throw error;
  }
}

function needsMediaMtx(): ConfigError {
  const message = 'is kept to by MediaMTX alone: the embedded server lets everyone publish and read';
  return new ConfigError([{ field: 'accessFile', source: 'MEDIA_ACCESS_FILE', message }]);
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
