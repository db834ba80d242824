import { Deferred, toDubbingError, type DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import type { GdpPacket } from '../gst/gdp-packet.js';
import type { PipelineStock } from '../gst/pipeline-stock.js';
import type { VideoConfig } from '../media/units.js';
import { AudioTrack } from './audio-track.js';
import { DemuxedFeed } from './demuxed-feed.js';
import { noAudio, noData, notMedia, trackMissing, undecoded, videoUnsupported } from './faults.js';
import type { Feed, FeedHandlers, FeedOptions, Taken } from './feed.js';
import type { Gate } from './gate.js';
import type { Picture } from './picture/picture.js';
import { VideoTrack } from './picture/video-track.js';
import { PipelineFeed } from './pipeline-feed.js';
import type { Arrival } from './arrival.js';
import type { ProgrammeTracks } from './programme-tracks.js';
import type { Source } from './source.js';
import type { SoundRole } from './track-choice.js';

export type ConnectionEnd =
  /** The source said that it is over. */
  { readonly kind: 'end' } | { readonly kind: 'aborted' } | { readonly kind: 'fault'; readonly error: DubbingError };

export interface ConnectionOptions {
  readonly source: Source;
  /** Whether the clock holds the media to its own pace. */
  readonly paced: boolean;
  /** Whether media comes as fast as it is taken, so that one track can run away from another. */
  readonly unpaced: boolean;
  /** Which audio track has which part, 1 for the input's first. */
  readonly roles: ReadonlyMap<SoundRole, number>;
  readonly tracks: ProgrammeTracks;
  readonly gate: Gate;
  readonly stock: PipelineStock;
  /** Milliseconds in which the first data has to come. */
  readonly firstDataMs: number;
  /** Milliseconds without any data after which the source counts as lost. */
  readonly stallMs: number;
  /** Nanoseconds of picture without any sound after which there is none. */
  readonly audioWaitNs: bigint;
  readonly signal: AbortSignal;
  readonly onVideoConfig: (config: VideoConfig) => void;
  readonly onCodec: (track: 'video' | 'audio', codec: string) => void;
  readonly onFirstMedia: () => void;
}

const WATCH_INTERVAL_MS = 500;
const OTHER_VIDEO_WAIT_MS = 1000;

/** One connection to the source, from its start to the first thing that ends it. Never rejects. */
export async function runConnection(options: ConnectionOptions): Promise<ConnectionEnd> {
  if (options.signal.aborted) return { kind: 'aborted' };
  return new Connection(options).run();
}

class Connection {
  readonly #options: ConnectionOptions;
  readonly #ended = new Deferred<ConnectionEnd>();
  readonly #soundCame = new Deferred<void>();
  readonly #sounds: ReadonlyMap<number, { readonly role: SoundRole; readonly track: AudioTrack }>;
  readonly #video: VideoTrack;
  #feed: Feed | undefined;
  #lastDataMs = performance.now();
  #sawMedia = false;
  #hasVideo = false;
  #otherVideo: { readonly codec: string; readonly sinceMs: number } | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#sounds = new Map([...options.roles].map(([role, number]) => [number, { role, track: new AudioTrack() }]));
    this.#video = new VideoTrack((config) => {
      this.#hasVideo = true;
      options.onCodec('video', config.codec);
      options.onVideoConfig(config);
    });
  }

  async run(): Promise<ConnectionEnd> {
    const { gate, signal, tracks } = this.#options;
    try {
      this.#feed = this.#open();
    } catch (error) {
      return { kind: 'fault', error: toDubbingError(error, errorCodes.INPUT_FAILED) };
    }
    const watch = setInterval(() => this.#watch(), WATCH_INTERVAL_MS);
    const onAbort = (): void => this.#ended.resolve({ kind: 'aborted' });
    signal.addEventListener('abort', onAbort, { once: true });
    this.#feed.start();
    const end = await this.#ended.promise;
    clearInterval(watch);
    signal.removeEventListener('abort', onAbort);
    gate.open();
    this.#soundCame.resolve();
    const missing = end.kind === 'end' ? this.#whatIsMissing() : undefined;
    await this.#feed.stop();
    tracks.endConnection();
    return missing === undefined ? end : { kind: 'fault', error: missing };
  }

  #open(): Feed {
    const { source, roles, paced, unpaced, signal } = this.#options;
    const options: FeedOptions = {
      paced,
      unpaced,
      wanted: [...roles.values()],
      signal,
      stock: this.#options.stock,
      sawMedia: () => this.#sawMedia,
    };
    const handlers: FeedHandlers = {
      onVideoConfig: (config) => this.#video.configure(config),
      onPicture: (picture) => this.#onPicture(picture),
      onSound: (track, packet) => this.#onSound(track, packet),
      onOtherVideo: (codec) => {
        this.#otherVideo ??= { codec, sinceMs: performance.now() };
      },
      onCodec: (kind, codec) => this.#options.onCodec(kind, codec),
      onSoundTracks: (count) => this.#fault(this.#missingRole((track) => track <= count, count)),
      onFault: (error) => this.#fault(error),
      onEnd: () => this.#ended.resolve({ kind: 'end' }),
    };
    if (source.form === 'container' || source.form === 'rtp') return new PipelineFeed(source, options, handlers);
    // FLV has one audio track, which needs no connection to be known.
    if (source.form === 'flv') this.#fault(this.#missingRole((track) => track === 1, 1));
    return new DemuxedFeed(source, options, handlers);
  }

  #onPicture(picture: Picture): Taken {
    const { gate, tracks, unpaced } = this.#options;
    const unit = this.#video.push(picture);
    if (unit !== undefined) this.#onMedia({ video: unit });
    // A picture that is taken as fast as it comes must not run away from sound that is still being decoded.
    if (unpaced && !tracks.hasAudio && this.#isLate()) return this.#soundCame.promise;
    return gate.held;
  }

  #onSound(number: number, packet: GdpPacket): Taken {
    const sound = this.#sounds.get(number);
    const block = sound?.track.push(packet);
    if (sound !== undefined && block !== undefined) {
      if (sound.role === 'main') this.#onMedia({ audio: block });
      else this.#onMedia(sound.role === 'bed' ? { bed: block } : { commentary: block });
    }
    return this.#options.gate.held;
  }

  #onMedia(arrival: Arrival): void {
    const { onFirstMedia, source, tracks, roles, audioWaitNs } = this.#options;
    this.#lastDataMs = performance.now();
    if (!this.#sawMedia) {
      this.#sawMedia = true;
      onFirstMedia();
    }
    tracks.push(arrival);
    if (tracks.hasAudio) this.#soundCame.resolve();
    if (!('video' in arrival) || !this.#isLate()) return;
    this.#fault(this.#notFound());
    if (tracks.hasAudio) return;
    if (this.#feed?.hasSound(roles.get('main') ?? 1) !== true) this.#fault(noAudio(source));
    // Decoded as the picture is shown, sound that is there is heard long before this.
    else if (!this.#options.unpaced && tracks.videoNs > 2n * audioWaitNs) this.#fault(undecoded(source));
  }

  #isLate(): boolean {
    return this.#options.tracks.videoNs > this.#options.audioWaitNs;
  }

  /** A track that was asked for and did not come, to be asked once it must have. */
  #notFound(): DubbingError | undefined {
    const feed = this.#feed;
    if (feed?.soundTracks === undefined) return undefined;
    return this.#missingRole((track) => feed.hasSound(track), feed.soundTracks());
  }

  #missingRole(isThere: (track: number) => boolean, count: number): DubbingError | undefined {
    const { roles, source } = this.#options;
    if (roles.size === 1) return undefined;
    const missing = [...roles].find(([, track]) => !isThere(track));
    return missing === undefined ? undefined : trackMissing(source, ...missing, count);
  }

  #watch(): void {
    const { gate, source, stallMs, firstDataMs } = this.#options;
    const now = performance.now();
    if (gate.held !== undefined) this.#lastDataMs = now;
    if (this.#otherVideo !== undefined && !this.#hasVideo && now - this.#otherVideo.sinceMs > OTHER_VIDEO_WAIT_MS) {
      this.#fault(videoUnsupported(source, this.#otherVideo.codec));
      return;
    }
    const patienceMs = this.#sawMedia ? stallMs : firstDataMs;
    if (now - this.#lastDataMs > patienceMs) this.#fault(noData(source, patienceMs));
  }

  /** What tells an end that is no end: of a source that never had what it needs. */
  #whatIsMissing(): DubbingError | undefined {
    const { source, tracks } = this.#options;
    if (this.#otherVideo !== undefined && !this.#hasVideo) return videoUnsupported(source, this.#otherVideo.codec);
    const notFound = this.#notFound();
    if (notFound !== undefined || tracks.hasAudio) return notFound;
    return this.#hasVideo ? noAudio(source) : notMedia(source);
  }

  #fault(error: DubbingError | undefined): void {
    if (error !== undefined) this.#ended.resolve({ kind: 'fault', error });
  }
}
