import { toDubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { parseCaps } from '../gst/caps.js';
import type { GdpPacket } from '../gst/gdp-packet.js';
import { GdpReader } from '../gst/gdp-reader.js';
import { Pipeline } from '../gst/pipeline.js';
import { inputFault } from './faults.js';
import type { Feed, FeedHandlers, FeedOptions, Taken } from './feed.js';
import { audioSinkName, demuxedName, ingestLaunch, OTHER_VIDEO_SINK, soundTracksOf, VIDEO_SINKS } from './launch.js';
import type { Source } from './source.js';

/** A source that GStreamer opens, takes apart and decodes in one pipeline: RTSP, HLS, MP4, Matroska and the like. */
export class PipelineFeed implements Feed {
  readonly #source: Source;
  readonly #options: FeedOptions;
  readonly #handlers: FeedHandlers;
  readonly #pipeline: Pipeline;
  readonly #finished = new Set<string>();
  readonly #trackSinks: readonly string[];
  #loops: Promise<void>[] = [];

  /** @throws DubbingError where GStreamer or one of its elements is missing. */
  constructor(source: Source, options: FeedOptions, handlers: FeedHandlers) {
    this.#source = source;
    this.#options = options;
    this.#handlers = handlers;
    this.#trackSinks = [...Object.values(VIDEO_SINKS), ...options.wanted.map(audioSinkName)];
    this.#pipeline = new Pipeline(ingestLaunch(source, options.paced, options.wanted));
  }

  start(): void {
    const handlers = this.#handlers;
    this.#pipeline.play();
    this.#loops = [
      ...Object.values(VIDEO_SINKS).map((sink) => this.#pull(sink, (packet) => handlers.onVideo(packet))),
      this.#pull(OTHER_VIDEO_SINK, (packet) => {
        if (packet.kind === 'caps') handlers.onOtherVideo(codecName(packet.caps));
        return undefined;
      }),
      ...this.#options.wanted.map((track) =>
        this.#pull(audioSinkName(track), (packet) => {
          if (packet.kind === 'event' && packet.event === 'other') noteAudioCodec(packet.text, handlers);
          return handlers.onSound(track, packet);
        }),
      ),
    ];
    void this.#pipeline.ended.then((end) => {
      if (end.kind === 'error') {
        const stage = { sawMedia: this.#options.sawMedia(), missingPlugins: this.#pipeline.missingPlugins };
        handlers.onFault(inputFault(this.#source, end.error, stage));
      } else if (end.kind === 'eos') handlers.onEnd();
    });
  }

  hasSound(track: number): boolean {
    return this.#demuxed(audioSinkName(track));
  }

  soundTracks(): number {
    return soundTracksOf(this.#options.wanted).filter((track) => this.hasSound(track)).length;
  }

  async stop(): Promise<void> {
    this.#pipeline.stop();
    await Promise.all(this.#loops);
  }

  async #pull(sink: string, take: (packet: GdpPacket) => Taken): Promise<void> {
    const reader = new GdpReader();
    try {
      await this.#pipeline.pull(sink, (bytes) => {
        let held: Promise<void> | undefined;
        for (const packet of reader.push(bytes)) held = take(packet) ?? held;
        return held;
      });
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
