import { expect } from 'chai';
import type { StreamStatus } from '@dubbing/contracts';
import { openFile } from '../../src/probe/capture/open-file.js';
import { openInput } from '../../src/probe/capture/open.js';
import { measure } from '../../src/probe/measure.js';
import { startTool, type Tool } from '../../src/process/tool.js';
import { faultsOf } from './faults.js';
import { FlashingMedia } from './flashing.js';
import { freePorts } from '../../src/stack/ports.js';
import { LiveTest } from './live.js';
import { hookSecret, type MediaMtx, type MediaMtxOptions } from './mediamtx.js';

/** Two flashes at least. */
const SECONDS = 4;
const REFERENCE = 'source.flv';
/** What is measured of an output has to be in it: where it begins anew the sound jumps back by 20 ms. The longer, the more is measured. */
const REFERENCE_SECONDS = 24;

export interface HookAnswer {
  status: number;
  action?: string;
}

/** media-service beside MediaMTX, and a source whose pictures and sound can be measured; without sts-service. */
export class BesideMediaMtx {
  readonly #tools = new Set<Tool>();

  private constructor(
    readonly server: MediaMtx,
    readonly live: LiveTest,
    readonly media: FlashingMedia,
    readonly reference: string,
  ) {}

  /** @param prepare writes files into a folder of its own, and gives the settings that name them */
  static async start(
    server: MediaMtx,
    settings: Record<string, string>,
    prepare: (dir: string) => Promise<Record<string, string>> = () => Promise.resolve({}),
  ): Promise<BesideMediaMtx> {
    const media = await FlashingMedia.create();
    const ports = await freePorts();
    // media-service is ready when it has seen MediaMTX, which does not mind that it is not there yet.
    await server.start({ serviceUrl: `http://127.0.0.1:${ports.http}` });
    const common = { MEDIA_TARGET_LANGUAGES: 'es', MEDIA_DELAY_MS: '2000', MEDIA_HLS: 'false' };
    const more = await prepare(media.folder);
    const [live, reference] = await Promise.all([
      LiveTest.start({ withSts: false, ports, media: { ...server.settings, ...common, ...settings, ...more } }),
      media.make(REFERENCE, { seconds: REFERENCE_SECONDS }),
    ]);
    return new BesideMediaMtx(server, live, media, reference);
  }

  get serviceUrl(): string {
    return this.live.stack.media.url;
  }

  startServer(options: Omit<MediaMtxOptions, 'serviceUrl'> = {}): Promise<void> {
    return this.server.start({ serviceUrl: this.serviceUrl, ...options });
  }

  /** Publishes the source from its beginning, at its own pace, over and over. */
  publish(url: string): Tool {
    const form = url.startsWith('srt:') ? 'mpegts' : 'flv';
    const tool = startTool('ffmpeg', [
      '-v',
      'error',
      '-re',
      '-stream_loop',
      '-1',
      '-i',
      this.reference,
      '-c',
      'copy',
      '-f',
      form,
      url,
    ]);
    this.#tools.add(tool);
    // One that is killed ends badly, and nobody waits for it.
    tool.done.catch(() => undefined);
    return tool;
  }

  /** Calls a hook as the wrapper does. */
  async hook(event: 'ready' | 'not-ready', body: object, secret: string | undefined = hookSecret): Promise<HookAnswer> {
    const response = await fetch(`${this.serviceUrl}/v1/mediamtx/events/${event}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret !== '' && { authorization: `Bearer ${secret}` }),
      },
      body: JSON.stringify(body),
    });
    const { action } = (await response.json()) as { action?: string };
    return { status: response.status, ...(action !== undefined && { action }) };
  }

  /** Reads an output as a player does, and expects the source in it: bit for bit, and in sync. */
  async expectWhole(url: string): Promise<void> {
    const capture = await openInput(url, { seconds: SECONDS, signal: new AbortController().signal });
    try {
      const report = await measure(capture, { reference: await openFile(this.reference) });
      expect(faultsOf(report)).to.deep.equal([]);
      expect(report.picture?.frames).to.be.greaterThan(60);
      expect(report.picture?.identical).to.equal(report.picture?.frames);
      expect(report.avOffset?.pairs.length).to.be.greaterThan(0);
    } finally {
      await capture.close();
    }
  }

  /** Waits until a stream is live with every output, and has been begun anew since `before`. */
  untilBack(id: string, before: StreamStatus): Promise<StreamStatus> {
    const { ingest, outputs } = before;
    const isBack = (status: StreamStatus): boolean =>
      status.state === 'live' &&
      (status.ingest?.reconnects ?? 0) > (ingest?.reconnects ?? 0) &&
      status.outputs.every(({ state, restarts }) => state === 'live' && restarts >= (outputs[0]?.restarts ?? 0));
    return this.live.until(id, 'the stream to be back', 30_000, isBack);
  }

  async close(): Promise<void> {
    for (const tool of this.#tools) tool.kill();
    await this.live.close();
    await this.server.stop();
    await this.media.close();
  }
}
