import { Closer } from '@dubbing/common';
import type { StreamStatus } from '@dubbing/contracts';
import { eventually } from '../eventually.js';
import { MediaApi } from '../stack/api.js';
import { builtImage, type BuiltImage } from './built-images.js';
import type { Container } from './container.js';
import { ContainerSite } from './site.js';

/** The ports that the images listen on when nothing else is said. */
export const ports = { http: 8080, rtmp: 1935, flv: 8000, sts: 8090 } as const;

export interface PairOptions {
  /** For logs and volumes. */
  dir: string;
  media?: Readonly<Record<string, string>>;
  sts?: Readonly<Record<string, string>>;
}

/** media-service with its embedded media server and sts-service, each in a container of its image. */
export class ContainerPair {
  readonly #closer = new Closer();
  #media: Container | undefined;
  #sts: Container | undefined;

  private constructor(
    readonly site: ContainerSite,
    readonly images: { media: BuiltImage; sts: BuiltImage },
    readonly options: PairOptions,
  ) {
    this.#closer.add('containers', () => site.close());
  }

  /** A place for both, in which none is started. */
  static async open(options: PairOptions): Promise<ContainerPair> {
    const images = { media: await builtImage('media-service-cpu'), sts: await builtImage('sts-service-cpu') };
    return new ContainerPair(await ContainerSite.open(options.dir), images, options);
  }

  /** Starts both and resolves when both are ready. */
  static async start(options: PairOptions): Promise<ContainerPair> {
    const pair = await ContainerPair.open(options);
    try {
      await Promise.all([pair.startSts(), pair.startMedia()]);
      return pair;
    } catch (error) {
      await pair.close();
      throw error;
    }
  }

  get media(): Container {
    if (this.#media === undefined) throw new Error('media-service has not been started');
    return this.#media;
  }

  get sts(): Container {
    if (this.#sts === undefined) throw new Error('sts-service has not been started');
    return this.#sts;
  }

  /** Resolves when it is ready. */
  async startMedia(): Promise<void> {
    const environment = {
      MEDIA_STS_URL: `http://sts-service:${ports.sts}`,
      MEDIA_TARGET_LANGUAGES: 'es',
      ...this.options.media,
    };
    this.#media = await this.site.run({ name: 'media-service', image: this.images.media, environment });
    await this.#media.ready(ports.http);
  }

  /** Resolves when it is ready. Each is a new container under the old name, with another address. */
  async startSts(): Promise<void> {
    const environment = this.options.sts ?? {};
    this.#sts = await this.site.run({ name: 'sts-service', image: this.images.sts, environment });
    await this.#sts.ready(ports.sts);
  }

  get api(): MediaApi {
    return new MediaApi(`http://${this.media.address}:${ports.http}`);
  }

  /** Where an encoder outside of the containers publishes stream `id`. */
  publishUrl(id: string): string {
    return `rtmp://${this.media.address}:${ports.rtmp}/live/${id}/in`;
  }

  /** Where a language of stream `id` is published, for players that pull. */
  flvUrl(id: string, language: string): string {
    return `http://${this.media.address}:${ports.flv}/live/${id}/out/${language}.flv`;
  }

  /** Waits until the status of a stream is as wished. */
  until(id: string, what: string, deadlineMs: number, isSo: (status: StreamStatus) => boolean): Promise<StreamStatus> {
    return eventually(
      async () => {
        const status = await this.api.stream(id);
        return isSo(status) && status;
      },
      { what: `${what} (logs: ${this.options.dir})`, deadlineMs, intervalMs: 100 },
    );
  }

  /** Waits until every language of a stream is sent out. */
  untilOnAir(id: string): Promise<StreamStatus> {
    return this.until(id, `${id} to be on air`, 40_000, ({ outputs, targetLanguages }) =>
      targetLanguages.every((language) =>
        outputs.some((output) => output.language === language && output.state === 'live'),
      ),
    );
  }

  async close(): Promise<void> {
    await this.#closer.close();
  }
}
