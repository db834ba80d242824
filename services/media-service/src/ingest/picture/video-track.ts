import { parseDecoderConfig } from '../../media/decoder-config.js';
import { randomAccessOf } from '../../media/random-access.js';
import type { VideoConfig, VideoUnit } from '../../media/units.js';
import { DecodeTimes } from './decode-times.js';
import { frameNsOf, USUAL_FRAME_NS } from './frame-time.js';
import { KeyFrames } from './key-frames.js';
import type { Picture } from './picture.js';

/** Where a stream says nothing about its picture order, most encoders need no more. */
const USUAL_REORDER_DEPTH = 2;

/** Turns the pictures of a connection into units. Starts at a key frame, since nothing before one can be decoded. */
export class VideoTrack {
  readonly #onConfig: (config: VideoConfig) => void;
  #config: VideoConfig | undefined;
  #decodeTimes: DecodeTimes | undefined;
  #frameNs = USUAL_FRAME_NS;
  readonly #keyFrames = new KeyFrames();
  #lengthBytes = 4;
  #started = false;

  constructor(onConfig: (config: VideoConfig) => void) {
    this.#onConfig = onConfig;
  }

  /** The pictures that come from here on are of this configuration. @throws DubbingError H264_INVALID or H265_INVALID */
  configure(config: VideoConfig): void {
    const same = this.#config !== undefined && this.#config.decoderConfig.equals(config.decoderConfig);
    this.#config = config;
    if (same) return;
    if (config.frameRate !== undefined) this.#frameNs = frameNsOf(config.frameRate);
    const { reorderDepth = USUAL_REORDER_DEPTH, lengthBytes } = parseDecoderConfig(config.codec, config.decoderConfig);
    this.#decodeTimes = new DecodeTimes(reorderDepth);
    this.#lengthBytes = lengthBytes;
    this.#onConfig(config);
  }

  /** @returns the unit that the picture makes, on the connection's timeline, or undefined where it cannot be shown. */
  push(picture: Picture): VideoUnit | undefined {
    const ptsNs = picture.ptsNs ?? picture.dtsNs;
    if (this.#config === undefined || ptsNs === undefined) return undefined;
    const keyFrame = this.#isKey(this.#config, picture.data, ptsNs);
    this.#started ||= keyFrame;
    if (!this.#started) return undefined;
    const durationNs = picture.durationNs ?? this.#frameNs;
    const dtsNs = picture.dtsNs ?? this.#decodeTimes?.next(ptsNs, this.#frameNs) ?? ptsNs;
    return { ptsNs, dtsNs: dtsNs < ptsNs ? dtsNs : ptsNs, durationNs, keyFrame, data: picture.data };
  }

  /** GStreamer's own flag is not asked: its H.264 parser sets it on every I slice. */
  #isKey({ codec }: VideoConfig, data: Buffer, ptsNs: bigint): boolean {
    return this.#keyFrames.isKey(randomAccessOf(codec, data, this.#lengthBytes), ptsNs);
  }
}
