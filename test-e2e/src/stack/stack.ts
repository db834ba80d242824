import { join } from 'node:path';
import { Closer } from '@dubbing/common';
import { MediaApi } from './api.js';
import type { StackPorts } from './ports.js';
import { Service } from './service.js';

export interface StackOptions {
  ports: StackPorts;
  /** Logs and HLS files go here. */
  dir: string;
  signal: AbortSignal;
  /** Further settings, such as MEDIA_DELAY_MS. */
  media?: Record<string, string>;
  sts?: Record<string, string>;
  /** False leaves sts-service down until `sts.start` is called. Default true. */
  withSts?: boolean;
}

/** Both services and the embedded media server, each a process of its own, on loopback. */
export class Stack {
  readonly sts: Service;
  readonly media: Service;
  readonly api: MediaApi;
  readonly #closer = new Closer();

  private constructor(readonly options: StackOptions) {
    const { ports, dir } = options;
    this.sts = new Service({
      name: 'sts-service',
      port: ports.sts,
      logFile: join(dir, 'sts-service.log'),
      environment: { STS_PORT: String(ports.sts), ...options.sts },
    });
    this.media = new Service({
      name: 'media-service',
      port: ports.http,
      logFile: join(dir, 'media-service.log'),
      environment: {
        MEDIA_PORT: String(ports.http),
        MEDIA_RTMP_PORT: String(ports.rtmp),
        MEDIA_FLV_PORT: String(ports.flv),
        MEDIA_STS_URL: this.sts.url,
        MEDIA_SERVER: 'embedded',
        MEDIA_TARGET_LANGUAGES: 'es,ca',
        MEDIA_HLS_DIR: join(dir, 'hls'),
        MEDIA_RECORD_DIR: dir,
        // Who has seen enough does not wait for a pause of speech.
        MEDIA_DRAIN_MS: '0',
        ...options.media,
      },
    });
    this.api = new MediaApi(this.media.url);
  }

  /** Starts everything and resolves when it is ready; what was started is ended again when a part fails. */
  static async start(options: StackOptions): Promise<Stack> {
    const stack = new Stack(options);
    stack.#closer.add('sts-service', () => stack.sts.stop());
    stack.#closer.add('media-service', () => stack.media.stop());
    // One that fails ends the wait for the other; both have come to rest before anything is closed.
    const failed = new AbortController();
    const signal = AbortSignal.any([options.signal, failed.signal]);
    const services = options.withSts === false ? [stack.media] : [stack.media, stack.sts];
    const started = services.map((service) =>
      service.start(signal).catch((error: unknown) => {
        failed.abort(error);
        throw error;
      }),
    );
    await Promise.allSettled(started);
    if (!signal.aborted) return stack;
    await stack.close();
    throw failed.signal.aborted ? failed.signal.reason : signal.reason;
  }

  /** Where an encoder publishes stream `id`. */
  publishUrl(id: string): string {
    return `rtmp://127.0.0.1:${this.options.ports.rtmp}/live/${id}/in`;
  }

  /** Where a language of stream `id` is published, for players that pull. */
  flvUrl(id: string, language: string): string {
    return `http://127.0.0.1:${this.options.ports.flv}/live/${id}/out/${language}.flv`;
  }

  async close(): Promise<void> {
    await this.#closer.close();
  }
}
