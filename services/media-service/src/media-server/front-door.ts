import type { Registry } from 'prom-client';
import type { Logger } from '@dubbing/common';
import type { ServiceAccount } from '../access/service-account.js';
import type { MediaConfig } from '../config.js';
import type { PartHealth } from '../health/health.js';
import { portInUse } from '../http/server.js';
import type { PublishEvents } from '../streams/publish-events.js';
import { EmbeddedServer } from './embedded-server.js';
import { HookCaller } from './hook-caller.js';
import { ControlApi } from './mediamtx/control-api.js';
import { MediaMtx } from './mediamtx/mediamtx.js';

/** What publishers come in by: the embedded server, or MediaMTX as the service knows it. */
export interface MediaServer {
  /** How it stands now. Streams that run do not depend on it. */
  health(): PartHealth;
  /** Idempotent. */
  close(): Promise<void>;
}

type Settings = Pick<
  MediaConfig,
  'mediaServer' | 'rtmpHost' | 'rtmpPort' | 'flvPort' | 'logLevel' | 'mediamtxApiUrl' | 'reconcileEveryMs'
>;

export interface FrontDoorOptions {
  readonly config: Settings;
  /** Of the service itself: where the embedded server's hooks are called. */
  readonly url: string;
  /** By which those hooks are believed. */
  readonly hookSecret: string;
  /** By which MediaMTX's control API knows the service. */
  readonly account: ServiceAccount;
  readonly events: PublishEvents;
  /** Where the metrics of the media server are added. */
  readonly metrics: Registry;
  readonly logger: Logger;
}

/** @throws DubbingError PORT_IN_USE, MEDIA_SERVER_FAILED; MediaMTX may be away, and is looked for until it is there */
export async function openFrontDoor(options: FrontDoorOptions): Promise<MediaServer> {
  return options.config.mediaServer === 'embedded' ? openEmbedded(options) : openMediaMtx(options);
}

async function openEmbedded({ config, url, hookSecret, logger }: FrontDoorOptions): Promise<MediaServer> {
  const { rtmpHost: host, rtmpPort, flvPort, logLevel } = config;
  const hooks = new HookCaller(url, hookSecret, logger);
  try {
    const server = await EmbeddedServer.start({
      settings: { host, rtmpPort, flvPort, logLevel },
      logger,
      portInUse,
      onPublish: (kind, body) => hooks.call(kind, body),
    });
    return {
      health: () =>
        server.listening
          ? { status: 'ok', kind: 'embedded' }
          : { status: 'down', problem: 'it is not listening', kind: 'embedded' },
      close: async () => {
        await server.close();
        await hooks.close();
      },
    };
  } catch (error) {
    await hooks.close();
    throw error;
  }
}

function openMediaMtx({ config, account, events, metrics, logger }: FrontDoorOptions): MediaServer {
  const host = config.rtmpHost.includes(':') ? `[${config.rtmpHost}]` : config.rtmpHost;
  const api = new ControlApi({ url: config.mediamtxApiUrl ?? `http://${host}:9997`, credentials: account });
  return new MediaMtx({ api, events, metrics, everyMs: config.reconcileEveryMs, logger });
}
