import { Deferred } from '@dubbing/common';

import { GDP_BUFFER, GDP_CAPS, GDP_EVENT_EOS, GDP_EVENT_SEGMENT } from '../gst/gdp-packet.js';
import { gdpEos, gdpStreamStart } from '../gst/gdp-writer.js';
import { PacketPort } from '../gst/packet-port.js';
import { Pipeline, type PipelineEnd } from '../gst/pipeline.js';
import type { PacketTaker, Taken } from './feed.js';
import { soundLaunch, TRACK_SINK, TRACK_SOURCE } from './launch.js';

/** All that decoding needs. An event with the tracks of the whole input would make decodebin3 choose one of them alone. */
const RELAYED = new Set([GDP_BUFFER, GDP_CAPS, GDP_EVENT_SEGMENT, GDP_EVENT_EOS]);
const MAX_LEVEL_BYTES = 1024 * 1024;

/** Decodes one of several audio tracks of an input in a pipeline of its own. */
export class RelayedSound {
  /** Settles when all that was pushed came out, or on a stop. */
  readonly done: Promise<void>;
  readonly ended: Promise<PipelineEnd>;
  readonly #pipeline = new Pipeline(soundLaunch());
  readonly #port: PacketPort;
  #moved = new Deferred<void>();

  constructor(id: string, take: PacketTaker, restMs: number) {
    this.ended = this.#pipeline.ended;
    this.#pipeline.play();
    this.#port = new PacketPort(this.#pipeline.source(TRACK_SOURCE));
    this.#port.push(gdpStreamStart(id));
    this.done = this.#pipeline
      .pull(
        TRACK_SINK,
        (packets) => {
          this.#moved.resolve();
          let held: Taken;
          for (const packet of packets) held = take(packet) ?? held;
          return held;
        },
        restMs,
      )
      .finally(() => this.stop());
  }

  /** @param packet one whole GDP packet. @returns a promise where enough waits to be decoded. */
  push(packet: Buffer): Taken {
    if (!RELAYED.has(packet.readUInt16BE(4))) return undefined;
    this.#port.push(packet);
    if (this.#port.levelBytes() <= MAX_LEVEL_BYTES) return undefined;
    this.#moved = new Deferred();
    return this.#moved.promise;
  }

  end(): void {
    this.#port.push(gdpEos());
  }

  stop(): void {
    this.#moved.resolve();
    this.#pipeline.stop();
  }
}
