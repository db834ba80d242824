import { Deferred, toDubbingError, withDeadline } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { parseCaps } from '../gst/caps.js';
import type { GdpPacket } from '../gst/gdp-packet.js';
import type { DemuxHandlers, ElementaryTrack, ElementaryUnit } from './demux/elementary.js';
import { audioUnsupported, inputFault } from './faults.js';
import type { FeedTrack } from './feed-track.js';
import { AUDIO_REST_MS, VIDEO_REST_MS, type Feed, type FeedHandlers, type FeedOptions, type Taken } from './feed.js';
import { openReader, type Reader } from './open-reader.js';
import { Pacer } from './pacer.js';
import { AvcTrack } from './picture/avc-track.js';
import { PacketPictures } from './picture/packet-pictures.js';
import type { Source } from './source.js';
import { TrackPipeline } from './track-pipeline.js';

/** What may wait to be taken before the source is held back. */
const MAX_LEVEL_BYTES = 2 * 1024 * 1024;
/** Where media is taken as fast as it comes, a picture must not run away from sound that is still being decoded. */
const MAX_UNPACED_SOUND_BYTES = 64 * 1024;
/** No decoder takes this long over what it holds. */
const DRAIN_MS = 2000;
const LOOK_AFTER_BYTES = 256 * 1024;

type SlotName = 'video' | number;

/** A source whose container is taken apart here: MPEG-TS, FLV and HLS, with every time as the source wrote it. */
export class DemuxedFeed implements Feed {
  readonly #source: Source;
  readonly #options: FeedOptions;
  readonly #handlers: FeedHandlers;
  readonly #reader: Reader;
  readonly #pacer: Pacer | undefined;
  readonly #slots = new Map<SlotName, FeedTrack>();
  readonly #byTrack = new Map<string, SlotName>();
  /** Every track that was ever bound; those that were replaced still give out what they hold. */
  readonly #tracks: FeedTrack[] = [];
  #moved = new Deferred<void>();
  #bytesSinceLook = 0;
  #running: Promise<void> | undefined;
  #stopped = false;

  /** @throws DubbingError where GStreamer or one of its elements is missing. */
  constructor(source: Source, options: FeedOptions, handlers: FeedHandlers) {
    this.#source = source;
    this.#options = options;
    this.#handlers = handlers;
    this.#pacer = options.paced ? new Pacer() : undefined;
    const demux: DemuxHandlers = {
      onTracks: (tracks) => this.#onTracks(tracks),
      onUnit: (track, unit) => this.#onUnit(track, unit),
    };
    this.#reader = openReader(source, options, demux);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  hasSound(track: number): boolean {
    return (this.#slots.get(track)?.units ?? 0) > 0;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#reader.stop();
    for (const track of this.#tracks) track.stop();
    this.#moved.resolve();
    await this.#running;
    await Promise.all(this.#tracks.map(({ done }) => done));
  }

  async #run(): Promise<void> {
    try {
      await this.#reader.run((bytes) => this.#paceOf(bytes));
      await this.#drain();
      if (!this.#stopped) this.#handlers.onEnd();
    } catch (error) {
      // What came before the fault is still good.
      await withDeadline(this.#drain(), DRAIN_MS).catch(() => undefined);
      const fault = toDubbingError(error, errorCodes.INPUT_FAILED);
      this.#handlers.onFault(
        inputFault(this.#source, fault, { sawMedia: this.#options.sawMedia(), missingPlugins: [] }),
      );
    }
  }

  /** Ends every track, and waits until all that came is out. */
  async #drain(): Promise<void> {
    if (this.#stopped) return;
    this.#reader.end();
    for (const slot of this.#slots.values()) slot.end();
    await Promise.all(this.#tracks.map(({ done }) => done));
  }

  #paceOf(bytes: number): Promise<void> | undefined {
    this.#bytesSinceLook += bytes;
    const held = this.#pacer?.wait(this.#options.signal);
    // To ask for a level costs far more than to push a piece.
    if (this.#bytesSinceLook < LOOK_AFTER_BYTES) return held;
    this.#bytesSinceLook = 0;
    return this.#isFull() ? Promise.all([held, this.#roomMade()]).then(() => undefined) : held;
  }

  #isFull(): boolean {
    const { unpaced } = this.#options;
    return [...this.#slots].some(([name, slot]) => {
      const most = unpaced && name !== 'video' ? MAX_UNPACED_SOUND_BYTES : MAX_LEVEL_BYTES;
      return slot.levelBytes() > most;
    });
  }

  async #roomMade(): Promise<void> {
    while (!this.#stopped && this.#isFull()) {
      this.#moved = new Deferred();
      await this.#moved.promise;
    }
  }

  #onTracks(tracks: readonly ElementaryTrack[]): void {
    this.#byTrack.clear();
    const pictures = tracks.filter(({ kind }) => kind === 'video');
    const picture = pictures.find(({ caps }) => caps !== undefined);
    if (picture !== undefined) this.#bind('video', picture);
    else if (pictures[0] !== undefined) this.#handlers.onOtherVideo(pictures[0].codec);
    const sounds = tracks.filter(({ kind }) => kind === 'audio');
    sounds.forEach((track, index) => {
      if (this.#options.wanted.includes(index + 1)) this.#bind(index + 1, track);
    });
    // FLV declares each track when it comes; it has never more than one of a kind.
    if (this.#source.form !== 'flv') this.#handlers.onSoundTracks(sounds.length);
  }

  #bind(name: SlotName, track: ElementaryTrack): void {
    this.#byTrack.set(track.id, name);
    const present = this.#slots.get(name);
    if (present !== undefined && present.track.codec === track.codec && present.track.caps === track.caps) return;
    if (track.caps === undefined) {
      this.#handlers.onFault(audioUnsupported(this.#source, track.codec));
      return;
    }
    present?.end();
    this.#handlers.onCodec(track.kind, track.codec);
    const after = present?.done ?? Promise.resolve();
    const next =
      track.codec === 'h264'
        ? this.#pictures(track, track.caps, after)
        : this.#pipeline(name, track, track.caps, after);
    this.#slots.set(name, next);
    this.#tracks.push(next);
  }

  #pictures(track: ElementaryTrack, caps: string, after: Promise<void>): FeedTrack {
    const record = parseCaps(caps).fields.get('codec_data');
    return new AvcTrack(track, record === undefined ? undefined : Buffer.from(record, 'hex'), after, {
      onConfig: (config) => this.#handlers.onVideoConfig(config),
      onPicture: (picture) => {
        this.#moved.resolve();
        return this.#handlers.onPicture(picture);
      },
      onFault: (error) => this.#onFault(error),
    });
  }

  #pipeline(name: SlotName, track: ElementaryTrack, caps: string, after: Promise<void>): FeedTrack {
    const pictures = new PacketPictures((config) => this.#handlers.onVideoConfig(config));
    const takePicture = (packet: GdpPacket): Taken => {
      const picture = pictures.push(packet);
      return picture === undefined ? undefined : this.#handlers.onPicture(picture);
    };
    const pipeline = new TrackPipeline(track, caps, after, {
      onPacket: (packet) => {
        this.#moved.resolve();
        return name === 'video' ? takePicture(packet) : this.#handlers.onSound(name, packet);
      },
      onFault: (error) => this.#onFault(error),
      stock: this.#options.stock,
      restMs: this.#options.unpaced ? 0 : name === 'video' ? VIDEO_REST_MS : AUDIO_REST_MS,
    });
    void pipeline.ended.then((end) => {
      if (end.kind !== 'error') return;
      const { missingPlugins } = pipeline;
      this.#handlers.onFault(
        inputFault(this.#source, end.error, { sawMedia: this.#options.sawMedia(), missingPlugins }),
      );
    });
    return pipeline;
  }

  #onFault(error: unknown): void {
    this.#handlers.onFault(toDubbingError(error, errorCodes.INPUT_FAILED));
  }

  #onUnit(track: ElementaryTrack, unit: ElementaryUnit): void {
    const name = this.#byTrack.get(track.id);
    const slot = name === undefined ? undefined : this.#slots.get(name);
    if (slot === undefined) return;
    const timeNs = unit.dtsNs ?? unit.ptsNs;
    if (timeNs !== undefined) this.#pacer?.note(timeNs);
    slot.push(unit);
  }
}
