import type { GdpBuffer, GdpPacket } from '../gst/gdp-packet.js';
import { parseSegment, toRunningTimeNs, type Segment } from '../gst/segment.js';
import { parseDecoderConfig } from '../media/decoder-config.js';
import { randomAccessOf } from '../media/random-access.js';
import type { VideoConfig, VideoUnit } from '../media/units.js';
import { DecodeTimes } from './decode-times.js';
import { KeyFrames } from './key-frames.js';
import { videoConfigOf } from './video-config.js';

/** Where a stream says nothing about its picture order, most encoders need no more. */
const USUAL_REORDER_DEPTH = 2;
const USUAL_FRAME_NS = 33_333_333n;

/**
 * Turns the packets of the video branch into units on the pipeline's running time. Starts at a key frame, since
 * nothing before one can be decoded.
 */
export class VideoTrack {
  readonly #onConfig: (config: VideoConfig) => void;
  #segment: Segment | undefined;
  #config: VideoConfig | undefined;
  #decodeTimes: DecodeTimes | undefined;
  #frameNs = USUAL_FRAME_NS;
  readonly #keyFrames = new KeyFrames();
  #lengthBytes = 4;
  #started = false;

  constructor(onConfig: (config: VideoConfig) => void) {
    this.#onConfig = onConfig;
  }

  /** @returns the unit that the packet holds, its times being running times, or undefined. */
  push(packet: GdpPacket): VideoUnit | undefined {
    if (packet.kind === 'buffer') return this.#unitOf(packet);
    if (packet.kind === 'caps') this.#onCaps(packet.caps);
    else if (packet.event === 'segment') this.#segment = parseSegment(packet.text) ?? this.#segment;
    return undefined;
  }

  #onCaps(caps: string): void {
    const config = videoConfigOf(caps);
    if (config === undefined) return;
    const same = this.#config !== undefined && this.#config.decoderConfig.equals(config.decoderConfig);
    this.#config = config;
    if (same) return;
    if (config.frameRate !== undefined) {
      const { numerator, denominator } = config.frameRate;
      this.#frameNs = (1_000_000_000n * BigInt(denominator)) / BigInt(numerator);
    }
    const { reorderDepth = USUAL_REORDER_DEPTH, lengthBytes } = parseDecoderConfig(config.codec, config.decoderConfig);
    this.#decodeTimes = new DecodeTimes(reorderDepth);
    this.#lengthBytes = lengthBytes;
    this.#onConfig(config);
  }

  #unitOf(buffer: GdpBuffer): VideoUnit | undefined {
    const bufferPts = buffer.ptsNs ?? buffer.dtsNs;
    if (this.#config === undefined || this.#segment === undefined || bufferPts === undefined) return undefined;
    const ptsNs = toRunningTimeNs(this.#segment, bufferPts);
    const keyFrame = this.#isKey(buffer.payload, ptsNs);
    this.#started ||= keyFrame;
    if (!this.#started) return undefined;
    const durationNs = buffer.durationNs ?? this.#frameNs;
    const dtsNs =
      buffer.dtsNs === undefined
        ? (this.#decodeTimes?.next(ptsNs, this.#frameNs) ?? ptsNs)
        : toRunningTimeNs(this.#segment, buffer.dtsNs);
    return { ptsNs, dtsNs: dtsNs < ptsNs ? dtsNs : ptsNs, durationNs, keyFrame, data: buffer.payload };
  }

  /** GStreamer's own flag is not asked: its H.264 parser sets it on every I slice. */
  #isKey(data: Buffer, ptsNs: bigint): boolean {
    const access = randomAccessOf(this.#config?.codec ?? 'h264', data, this.#lengthBytes);
    return this.#keyFrames.isKey(access, ptsNs);
  }
}
