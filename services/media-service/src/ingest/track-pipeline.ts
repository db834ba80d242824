import type { GdpPacket } from '../gst/gdp-packet.js';
import { gdpBuffer, gdpEos, gdpStreamHead } from '../gst/gdp-writer.js';
import { GDP_NO_TIME } from '../gst/gdp-packet.js';
import { PacketPort } from '../gst/packet-port.js';
import type { Pipeline, PipelineEnd } from '../gst/pipeline.js';
import type { PipelineStock } from '../gst/pipeline-stock.js';
import type { ElementaryTrack, ElementaryUnit } from './demux/elementary.js';
import type { FeedTrack } from './feed-track.js';
import type { Taken } from './feed.js';
import { isLinkedAtOnce, trackLaunch, TRACK_SINK, TRACK_SOURCE } from './launch.js';

export interface TrackHandlers {
  readonly onPacket: (packet: GdpPacket) => Taken;
  /** See `Pipeline.pull`. */
  readonly restMs: number;
  readonly stock: PipelineStock;
  /** Taking a packet failed; there are no more. */
  readonly onFault: (error: unknown) => void;
}

/** A track that goes through a pipeline of its own: parsed if it is video, decoded if it is sound. */
export class TrackPipeline implements FeedTrack {
  readonly track: ElementaryTrack;
  readonly done: Promise<void>;
  readonly ended: Promise<PipelineEnd>;
  readonly #launch: string;
  readonly #stock: PipelineStock;
  readonly #pipeline: Pipeline;
  readonly #port: PacketPort;
  #units = 0;
  #stopped = false;

  /** @param after what has to be out before this track's first packet is given. */
  constructor(track: ElementaryTrack, caps: string, after: Promise<void>, handlers: TrackHandlers) {
    this.track = track;
    this.#launch = trackLaunch(track);
    this.#stock = handlers.stock;
    this.#pipeline = this.#stock.takeNow(this.#launch);
    this.ended = this.#pipeline.ended;
    this.#pipeline.play();
    this.#port = new PacketPort(this.#pipeline.source(TRACK_SOURCE));
    for (const packet of gdpStreamHead(track.id, caps)) this.#port.push(packet);
    this.done = after.then(() => this.#pull(handlers.onPacket, handlers.restMs)).catch(handlers.onFault);
  }

  get units(): number {
    return this.#units;
  }

  get missingPlugins(): readonly string[] {
    return this.#pipeline.missingPlugins;
  }

  levelBytes(): number {
    return this.#port.levelBytes();
  }

  push({ ptsNs, dtsNs, data }: ElementaryUnit): void {
    if (this.#stopped) return;
    this.#units += 1;
    this.#port.push(gdpBuffer({ ptsNs: ptsNs ?? GDP_NO_TIME, dtsNs: dtsNs ?? GDP_NO_TIME, data }));
  }

  end(): void {
    if (!this.#stopped) this.#port.push(gdpEos());
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    if (isLinkedAtOnce(this.track)) this.#stock.giveBack(this.#launch, this.#pipeline);
    else this.#pipeline.stop();
  }

  async #pull(onPacket: (packet: GdpPacket) => Taken, restMs: number): Promise<void> {
    await this.#pipeline.pull(
      TRACK_SINK,
      (packets) => {
        let held: Promise<void> | undefined;
        for (const packet of packets) held = onPacket(packet) ?? held;
        return held;
      },
      restMs,
    );
  }
}
