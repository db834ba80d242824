import { Deferred, DubbingError, toDubbingError } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import type { Demuxer, DemuxHandlers, ElementaryTrack, ElementaryUnit } from '../demux/elementary.js';
import { Fmp4Demuxer } from '../demux/fmp4-demuxer.js';
import { TsDemuxer } from '../demux/ts-demuxer.js';
import { containerOf } from './container.js';
import { Downloads } from './download.js';
import { readMaster } from './playlist.js';
import { Rendition, type Piece } from './rendition.js';

/** A segment is fetched while the one before it plays. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

type Item =
  | { readonly tracks: readonly ElementaryTrack[] }
  | { readonly track: ElementaryTrack; readonly unit: ElementaryUnit; readonly discontinuity: number };

/** What of one rendition is there to be given on. */
interface Channel {
  readonly rendition: Rendition;
  readonly items: Item[];
  tracks: readonly ElementaryTrack[] | undefined;
  demuxer: Demuxer | undefined;
  discontinuity: number;
  waitingBytes: number;
  isOver: boolean;
}

export interface HlsOptions {
  readonly url: string;
  readonly masked: string;
  /** How many audio tracks are wanted at most, counted from the first. */
  readonly sounds: number;
}

/**
 * Plays HLS: the best variant and, where the sound has playlists of its own, those too. The units of all come in the order
 * of their times, with the times that the segments give them.
 */
export class HlsReader {
  readonly #options: HlsOptions;
  readonly #handlers: DemuxHandlers;
  readonly #abort = new AbortController();
  readonly #downloads: Downloads;
  #channels: Channel[] = [];
  #fault: DubbingError | undefined;
  #moved = new Deferred<void>();

  constructor(options: HlsOptions, handlers: DemuxHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#downloads = new Downloads(options.url, options.masked, this.#abort.signal);
  }

  /**
   * Gives on what the playlists have, until they end or `stop`.
   * @param pace told of each unit's bytes; a promise holds the next one back
   * @throws DubbingError INPUT_UNREACHABLE, INPUT_NOT_MEDIA
   */
  async run(pace: (bytes: number) => Promise<void> | undefined): Promise<void> {
    const { signal } = this.#abort;
    const fetching = new Set<Promise<void>>();
    try {
      const urls = await this.#playlists();
      this.#channels = urls.map((url) => this.#channel(url));
      for (const channel of this.#channels) fetching.add(this.#fill(channel));
      while (!signal.aborted) {
        const channel = this.#earliest();
        const item = channel?.items.shift();
        if (channel !== undefined && item !== undefined) await this.#give(channel, item, pace);
        else if (this.#fault !== undefined) throw this.#fault;
        else if (this.#channels.every(({ isOver }) => isOver)) return;
        else await this.#move();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.stop();
      await Promise.all(fetching);
    }
  }

  stop(): void {
    this.#abort.abort();
    this.#moved.resolve();
  }

  async #playlists(): Promise<string[]> {
    const { url, sounds } = this.#options;
    const master = await this.#downloads.get({ url, range: undefined });
    const read = readMaster(master.bytes.toString(), master.url);
    return read === undefined ? [url] : [read.variantUrl, ...read.audioUrls.slice(0, sounds)];
  }

  #channel(url: string): Channel {
    const rendition = new Rendition(url, this.#downloads, this.#options.masked, this.#abort.signal);
    return {
      rendition,
      items: [],
      tracks: undefined,
      demuxer: undefined,
      discontinuity: 0,
      waitingBytes: 0,
      isOver: false,
    };
  }

  /** Never rejects: a fault is told once all that came before it is given. */
  async #fill(channel: Channel): Promise<void> {
    const { signal } = this.#abort;
    try {
      while (!signal.aborted) {
        const piece = await channel.rendition.next();
        if (piece === undefined) break;
        this.#demux(channel, piece);
        this.#moved.resolve();
        while (!signal.aborted && channel.waitingBytes > MAX_WAITING_BYTES) await this.#move();
      }
      channel.demuxer?.end();
    } catch (error) {
      if (!signal.aborted) this.#fault ??= toDubbingError(error, errorCodes.INPUT_FAILED);
    }
    channel.isOver = true;
    this.#moved.resolve();
  }

  #demux(channel: Channel, { init, bytes, discontinuity }: Piece): void {
    if (channel.demuxer !== undefined && discontinuity !== channel.discontinuity) channel.demuxer.end();
    channel.discontinuity = discontinuity;
    channel.demuxer ??= this.#demuxerFor(channel, init ?? bytes);
    if (init !== undefined) channel.demuxer.push(init);
    channel.demuxer.push(bytes);
  }

  #demuxerFor(channel: Channel, head: Buffer): Demuxer {
    const name = String(this.#channels.indexOf(channel));
    // Tracks of different renditions may have the same names.
    const known = new Map<ElementaryTrack, ElementaryTrack>();
    const named = (track: ElementaryTrack): ElementaryTrack => {
      const own = known.get(track) ?? { ...track, id: `${name}/${track.id}` };
      known.set(track, own);
      return own;
    };
    const handlers: DemuxHandlers = {
      onTracks: (tracks) => {
        channel.items.push({ tracks: tracks.map(named) });
      },
      onUnit: (track, unit) => {
        channel.waitingBytes += unit.data.length;
        channel.items.push({ track: named(track), unit, discontinuity: channel.discontinuity });
      },
    };
    const container = containerOf(head);
    if (container === 'mp4') return new Fmp4Demuxer(handlers);
    if (container === 'mpegts') return new TsDemuxer(handlers);
    throw new DubbingError(errorCodes.INPUT_NOT_MEDIA, 'the segments are neither MPEG-TS nor fragmented MP4', {
      field: 'input',
      source: this.#options.masked,
    });
  }

  /** The channel that is to be given from, once every one has something to compare. */
  #earliest(): Channel | undefined {
    const open = this.#channels.filter(({ items, isOver }) => items.length > 0 || !isOver);
    if (this.#fault === undefined && open.some(({ items }) => items.length === 0)) return undefined;
    const present = open.filter(({ items }) => items.length > 0);
    return present.reduce<Channel | undefined>((least, each) => (isBefore(each, least) ? each : least), undefined);
  }

  #give(channel: Channel, item: Item, pace: (bytes: number) => Promise<void> | undefined): Promise<void> | undefined {
    if ('tracks' in item) {
      channel.tracks = item.tracks;
      // Only together do they say how many there are.
      const all = this.#channels.map(({ tracks }) => tracks);
      if (!all.includes(undefined)) this.#handlers.onTracks(all.flatMap((tracks) => tracks ?? []));
      return undefined;
    }
    channel.waitingBytes -= item.unit.data.length;
    this.#moved.resolve();
    this.#handlers.onUnit(item.track, item.unit);
    return pace(item.unit.data.length);
  }

  async #move(): Promise<void> {
    if (this.#abort.signal.aborted) return;
    if (this.#moved.settled) this.#moved = new Deferred();
    await this.#moved.promise;
  }
}

function isBefore(one: Channel, other: Channel | undefined): boolean {
  const [mine] = one.items;
  const theirs = other?.items[0];
  if (theirs === undefined || mine === undefined) return true;
  // Declarations are given first: nothing is given before all tracks are known.
  if ('tracks' in mine || 'tracks' in theirs) return 'tracks' in mine;
  if (mine.discontinuity !== theirs.discontinuity) return mine.discontinuity < theirs.discontinuity;
  const [mineNs, theirsNs] = [timeOf(mine.unit), timeOf(theirs.unit)];
  return mineNs === undefined || (theirsNs !== undefined && mineNs < theirsNs);
}

function timeOf({ dtsNs, ptsNs }: ElementaryUnit): bigint | undefined {
  return dtsNs ?? ptsNs;
}
