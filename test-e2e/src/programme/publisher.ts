import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { DubbingError } from '@dubbing/common';
import { readFlv } from '../flv/read.js';
import { TAG_SCRIPT, isSequenceHeader, type FlvTag } from '../flv/tag.js';
import { RtmpPublishClient } from '../rtmp/publish-client.js';

export interface PublishOptions {
  /** An FLV file of which picture and sound both last exactly `durationMs`. */
  file: string;
  durationMs: number;
  /** rtmp://host:port/app/name */
  url: string;
  signal: AbortSignal;
  /** Called for every picture and every piece of sound that was handed to the network. */
  onSent?: (tag: FlvTag) => void;
}

/** Publishes an FLV file as a live stream, round and round, at its own pace. */
export class LivePublisher {
  /** Resolves when it is over: with the reason, or undefined when it was stopped from this side. */
  readonly closed: Promise<DubbingError | undefined>;
  readonly #client: RtmpPublishClient;
  readonly #stop = new AbortController();
  readonly #sending: Promise<void>;
  readonly #onSent: (tag: FlvTag) => void;
  #stalled: Promise<void> | undefined;

  private constructor(
    client: RtmpPublishClient,
    tags: readonly FlvTag[],
    { durationMs, signal, onSent = () => undefined }: PublishOptions,
  ) {
    this.#client = client;
    this.closed = client.closed;
    const stopped = AbortSignal.any([signal, this.#stop.signal]);
    this.#onSent = onSent;
    this.#sending = this.#send(tags, durationMs, stopped);
    void this.closed.then(() => this.#stop.abort());
  }

  static async start(options: PublishOptions): Promise<LivePublisher> {
    const tags = readFlv(await readFile(options.file));
    return new LivePublisher(await RtmpPublishClient.open(options.url, options.signal), tags, options);
  }

  /** Sends nothing for a while, as over a network that stands still; what was due in it goes out at once then. */
  stall(durationMs: number): void {
    this.#stalled = delay(durationMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }

  /** Ends the publication. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#sending;
    await this.#client.close();
  }

  /** Breaks the connection without ending the publication. */
  async drop(): Promise<void> {
    this.#stop.abort();
    this.#client.drop();
    await this.#sending;
    await this.closed;
  }

  /** Decoder configurations and metadata are sent once; every loop's times follow the last loop's. */
  async #send(tags: readonly FlvTag[], durationMs: number, stopped: AbortSignal): Promise<void> {
    const isOnce = (tag: FlvTag): boolean => tag.type === TAG_SCRIPT || isSequenceHeader(tag);
    const startedMs = performance.now();
    for (const tag of tags.filter(isOnce)) await this.#client.send(metadataAsRtmp(tag));
    const media = tags.filter((tag) => !isOnce(tag));
    for (let loop = 0; !stopped.aborted; loop += 1) {
      for (const tag of media
        .filter(({ timestampMs }) => timestampMs < durationMs || loop > 0)
        .sort(byTimeWithin(durationMs))) {
        const timestampMs = (tag.timestampMs % durationMs) + loop * durationMs;
        const waitMs = startedMs + timestampMs - performance.now();
        if (waitMs > 1) await delay(waitMs, undefined, { signal: stopped }).catch(() => undefined);
        await this.#stalled;
        if (stopped.aborted) return;
        await this.#client.send({ ...tag, timestampMs });
        this.#onSent(tag);
      }
    }
  }
}

/** The last sound of a loop ends after the first picture of the next one is due, and is sent among those. */
function byTimeWithin(durationMs: number): (a: FlvTag, b: FlvTag) => number {
  return (a, b) => (a.timestampMs % durationMs) - (b.timestampMs % durationMs);
}

/** On RTMP, encoders put `@setDataFrame` before the metadata of a file. */
function metadataAsRtmp(tag: FlvTag): FlvTag {
  if (tag.type !== TAG_SCRIPT) return tag;
  const name = '@setDataFrame';
  return { ...tag, body: Buffer.concat([Buffer.from([2, 0, name.length]), Buffer.from(name, 'latin1'), tag.body]) };
}
