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

  private constructor(
    readonly site: ContainerSite,
    readonly images: { media: BuiltImage; sts: BuiltImage },
    readonly options: PairOptions,
    readonly media: Container,
    public sts: Container,
  ) {
    this.#closer.add('containers', () => site.close());
  }

  /** Starts both and resolves when both are ready. */
  static async start(options: PairOptions): Promise<ContainerPair> {
    const images = { media: await builtImage('media-service-cpu'), sts: await builtImage('sts-service-cpu') };
    const site = await ContainerSite.open(options.dir);
    try {
      const sts = await startSts(site, images.sts, options);
      const media = await site.run({
        name: 'media-service',
        image: images.media,
        environment: {
          MEDIA_STS_URL: `http://sts-service:${ports.sts}`,
          MEDIA_TARGET_LANGUAGES: 'es',
          ...options.media,
        },
      });
      await Promise.all([sts.ready(ports.sts), media.ready(ports.http)]);
      return new ContainerPair(site, images, options, media, sts);
    } catch (error) {
      await site.close();
      throw error;
    }
  }

  get api(): MediaApi {
    return new MediaApi(`http://${this.media.address}:${ports.http}`);
  }

  /** A new container of sts-service under the old name; it has another address. */
  async startStsAgain(): Promise<void> {
    this.sts = await startSts(this.site, this.images.sts, this.options);
  }

  /** Where an encoder outside of the containers publishes stream `id`. */
  publishUrl(id: string): string {
    return `rtmp://${this.media.address}:${ports.rtmp}/live/${id}`;
  }

  /** Where a language of stream `id` is published, for players that pull. */
  flvUrl(id: string, language: string): string {
    return `http://${this.media.address}:${ports.flv}/live/${id}_${language}.flv`;
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

const startSts = (site: ContainerSite, image: BuiltImage, { sts = {} }: PairOptions): Promise<Container> =>
  site.run({ name: 'sts-service', image, environment: sts });
