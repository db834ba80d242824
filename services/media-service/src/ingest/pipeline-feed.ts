import { toDubbingError, type DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { parseCaps } from '../gst/caps.js';
import { GdpReader } from '../gst/gdp-reader.js';
import { Pipeline } from '../gst/pipeline.js';
import { inputFault } from './faults.js';
import {
  AUDIO_REST_MS,
  VIDEO_REST_MS,
  type Feed,
  type FeedHandlers,
  type FeedOptions,
  type PacketTaker,
  type Taken,
} from './feed.js';
import {
  audioSinkName,
  demuxedName,
  decodedTracks,
  ingestLaunch,
  OTHER_VIDEO_SINK,
  relaysSound,
  soundTracksOf,
  VIDEO_SINKS,
} from './launch.js';
import { PacketPictures } from './picture/packet-pictures.js';
import { RelayedSound } from './relayed-sound.js';
import { SoundOrder } from './sound-order.js';
import type { Source } from './source.js';

/** A source that GStreamer opens, takes apart and decodes in one pipeline: RTSP, HLS, MP4, Matroska and the like. */
export class PipelineFeed implements Feed {
  readonly #source: Source;
  readonly #options: FeedOptions;
  readonly #handlers: FeedHandlers;
  readonly #pipeline: Pipeline;
  readonly #finished = new Set<string>();
  readonly #trackSinks: readonly string[];
  readonly #relays: RelayedSound[] = [];
  #loops: Promise<void>[] = [];

  /** @throws DubbingError where GStreamer or one of its elements is missing. */
  constructor(source: Source, options: FeedOptions, handlers: FeedHandlers) {
    this.#source = source;
    this.#options = options;
    this.#handlers = handlers;
    this.#trackSinks = [...Object.values(VIDEO_SINKS), ...decodedTracks(source, options.wanted).map(audioSinkName)];
    this.#pipeline = new Pipeline(ingestLaunch(source, options.paced, options.wanted));
  }

  start(): void {
    const handlers = this.#handlers;
    const ordered = this.#source.form === 'rtp' && this.#options.wanted.length > 1;
    const order = ordered
      ? new SoundOrder(
          (track, packet) => handlers.onSound(track, packet),
          () => performance.now(),
        )
      : undefined;
    this.#pipeline.play();
    this.#loops = [
      ...Object.values(VIDEO_SINKS).map((sink) => {
        const pictures = new PacketPictures((config) => handlers.onVideoConfig(config));
        return this.#pull(sink, (packet) => {
          const picture = pictures.push(packet);
          return picture === undefined ? undefined : handlers.onPicture(picture);
        });
      }),
      this.#pull(OTHER_VIDEO_SINK, (packet) => {
        if (packet.kind === 'caps') handlers.onOtherVideo(codecName(packet.caps));
        return undefined;
      }),
      ...decodedTracks(this.#source, this.#options.wanted).map((track) => {
        const take: PacketTaker = (packet) => {
          if (packet.kind === 'event' && packet.event === 'other') noteAudioCodec(packet.text, handlers);
          return order === undefined ? handlers.onSound(track, packet) : order.push(track, packet);
        };
        const sink = audioSinkName(track);
        return relaysSound(this.#source, this.#options.wanted) ? this.#relay(sink, take) : this.#pull(sink, take);
      }),
    ];
    void this.#pipeline.ended.then((end) => {
      if (end.kind === 'error') this.#onError(end.error);
    });
  }

  hasSound(track: number): boolean {
    // The branches of RTSP are in the order of chance; as many tracks are there as have sound.
    if (this.#source.form === 'rtp') return track <= this.soundTracks();
    return this.#demuxed(audioSinkName(track));
  }

  soundTracks(): number {
    return soundTracksOf(this.#options.wanted).filter((track) => this.#demuxed(audioSinkName(track))).length;
  }

  async stop(): Promise<void> {
    this.#pipeline.stop();
    for (const relay of this.#relays) relay.stop();
    await Promise.all(this.#loops);
  }

  #pull(sink: string, take: PacketTaker): Promise<void> {
    return this.#deliver(sink, () =>
      this.#pipeline.pull(
        sink,
        (packets) => {
          let held: Taken;
          for (const packet of packets) held = take(packet) ?? held;
          return held;
        },
        this.#restMs(sink),
      ),
    );
  }

  #restMs(sink: string): number {
    if (this.#options.unpaced) return 0;
    return this.#options.wanted.some((track) => audioSinkName(track) === sink) ? AUDIO_REST_MS : VIDEO_REST_MS;
  }

  #relay(sink: string, take: PacketTaker): Promise<void> {
    return this.#deliver(sink, async () => {
      const relay = new RelayedSound(sink, take, this.#restMs(sink));
      this.#relays.push(relay);
      void relay.ended.then((end) => {
        if (end.kind === 'error') this.#onError(end.error);
      });
      const reader = new GdpReader();
      await this.#pipeline.pullBytes(
        sink,
        (bytes) => {
          let held: Taken;
          for (const packet of reader.cut(bytes)) held = relay.push(packet) ?? held;
          return held;
        },
        this.#restMs(sink),
      );
      relay.end();
      await relay.done;
    });
  }

  #onError(error: DubbingError): void {
    const stage = { sawMedia: this.#options.sawMedia(), missingPlugins: this.#pipeline.missingPlugins };
    this.#handlers.onFault(inputFault(this.#source, error, stage));
  }

  /** Runs one track's delivery to its end, and tells when it was the last. */
  async #deliver(sink: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#handlers.onFault(toDubbingError(error, errorCodes.INPUT_FAILED));
    }
    this.#finished.add(sink);
    if (sink === OTHER_VIDEO_SINK) return;
    // Branches whose track the input does not have never end, so the end is that of the tracks it does have.
    const over = this.#trackSinks.every((each) => this.#finished.has(each) || !this.#demuxed(each));
    if (over) this.#handlers.onEnd();
  }

  #demuxed(sink: string): boolean {
    return this.#pipeline.buffersThrough(demuxedName(sink)) > 0;
  }
}

function codecName(caps: string): string {
  const { media, fields } = parseCaps(caps);
  const version = fields.get('mpegversion');
  const name = media.replace(/^(?:video|image)\/(?:x-)?/, '');
  return version === undefined ? name : `${name} version ${version}`;
}

/** Tags name the codec that the decoder has hidden from the caps. */
function noteAudioCodec(text: string, handlers: FeedHandlers): void {
  const codec = /audio-codec\\?=\\?\(string\\?\)(?:\\*"((?:[^"\\;,]|\\+[^"])*)|([^\\;,]+))/.exec(text);
  const name = (codec?.[1] ?? codec?.[2])?.replaceAll('\\', '').trim();
  if (name !== undefined && name !== '') handlers.onCodec('audio', name);
}
