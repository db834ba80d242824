import { DubbingError } from '@dubbing/common';

import { parseDecoderConfig } from '../media/decoder-config.js';
import { withParameterSets } from '../media/parameter-sets.js';
import type { AudioUnit, VideoConfig, VideoUnit } from '../media/units.js';
import { byteStream } from '../mpegts/byte-stream.js';
import { MPEGTS_START_NS, TsMuxer, type MuxedUnit } from '../mpegts/muxer.js';
import { Interleaver } from './interleaver.js';

export interface TsProgrammeOptions {
  /** Absent for audio-only streams. */
  readonly video: VideoConfig | undefined;
  /** Of the sound: a BCP 47 tag, or `original`. */
  readonly language: string;
  /** How long one track waits for the other at most; see `Interleaver`. */
  readonly maxLeadNs?: bigint;
  /** Takes whole packets, in order; `timeNs` is the decoding time of the unit in them, from the programme's zero on. */
  readonly onPackets: (timeNs: bigint, packets: readonly Buffer[]) => void;
}

type Timed = MuxedUnit & { readonly track: 'video' | 'audio' };

/**
 * The units of one session as MPEG-TS. It starts at a key frame, and that frame's decoding time becomes its zero; the parameter
 * sets go with every picture at which decoding may begin, since viewers may come at any time.
 */
export class TsProgramme {
  readonly #options: TsProgrammeOptions;
  readonly #muxer: TsMuxer;
  readonly #inOrder: Interleaver<Timed>;
  #zeroNs: bigint | undefined;
  #config: VideoConfig | undefined;
  #lengthBytes = 4;

  constructor(options: TsProgrammeOptions) {
    this.#options = options;
    this.#muxer = new TsMuxer(options.video?.codec, options.language);
    this.#inOrder = new Interleaver((unit) => this.#mux(unit), options.maxLeadNs);
    if (options.video !== undefined) this.setVideoConfig(options.video);
  }

  /** The programme time at which the container's timestamps are zero; undefined before the first unit. */
  get zeroPtsNs(): bigint | undefined {
    return this.#zeroNs === undefined ? undefined : this.#zeroNs - MPEGTS_START_NS;
  }

  setVideoConfig(config: VideoConfig): void {
    this.#config = config;
    this.#lengthBytes = parseDecoderConfig(config.codec, config.decoderConfig).lengthBytes;
  }

  /**
   * @param mayStart whether the programme may begin with this unit
   * @returns false when the unit is before the start, or no access unit
   */
  pushVideo({ ptsNs, dtsNs, keyFrame, data }: VideoUnit, mayStart: boolean): boolean {
    const config = this.#config;
    if (config === undefined || (this.#zeroNs === undefined && !(keyFrame && mayStart))) return false;
    const unit = this.#unitOf(config, keyFrame, data);
    if (unit === undefined) return false;
    this.#zeroNs ??= dtsNs;
    const times = { ptsNs: ptsNs - this.#zeroNs, dtsNs: dtsNs - this.#zeroNs };
    this.#inOrder.push('video', times.dtsNs, { track: 'video', ...times, keyFrame, unit });
    return true;
  }

  /** As `pushVideo`; where there is sound alone, any frame may be the first. */
  pushAudio({ ptsNs, data }: AudioUnit, mayStart: boolean): boolean {
    const isAlone = this.#options.video === undefined;
    if (isAlone && mayStart) this.#zeroNs ??= ptsNs;
    if (this.#zeroNs === undefined || ptsNs < this.#zeroNs) return false;
    const timeNs = ptsNs - this.#zeroNs;
    const timed: Timed = { track: 'audio', ptsNs: timeNs, dtsNs: timeNs, keyFrame: true, unit: [data] };
    // Nothing is to be waited for where there is sound alone.
    if (isAlone) this.#mux(timed);
    else this.#inOrder.push('audio', timeNs, timed);
    return true;
  }

  /** Gives out what waits for the other track. */
  flush(): void {
    this.#inOrder.flush();
  }

  #unitOf(config: VideoConfig, keyFrame: boolean, data: Buffer): Buffer[] | undefined {
    try {
      return byteStream(config.codec, keyFrame ? withParameterSets(config, data) : data, this.#lengthBytes);
    } catch (error) {
      // What is damaged so that its NAL units cannot be told apart is nothing that a player could use.
      if (error instanceof DubbingError) return undefined;
      throw error;
    }
  }

  #mux({ track, ...unit }: Timed): void {
    this.#options.onPackets(unit.dtsNs, track === 'video' ? this.#muxer.picture(unit) : this.#muxer.sound(unit));
  }
}
