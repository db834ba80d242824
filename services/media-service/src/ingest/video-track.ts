import { BUFFER_FLAG_DELTA_UNIT, type GdpBuffer, type GdpPacket } from '../gst/gdp-packet.js';
import { parseSegment, toRunningTimeNs, type Segment } from '../gst/segment.js';
import { parseAvcC } from '../media/avcc.js';
import { reorderDepth } from '../media/reorder-depth.js';
import type { VideoConfig, VideoUnit } from '../media/units.js';
import { DecodeTimes } from './decode-times.js';
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
    const same = this.#config !== undefined && this.#config.avcC.equals(config.avcC);
    this.#config = config;
    if (same) return;
    if (config.frameRate !== undefined) {
      const { numerator, denominator } = config.frameRate;
      this.#frameNs = (1_000_000_000n * BigInt(denominator)) / BigInt(numerator);
    }
    const sps = parseAvcC(config.avcC).sps[0];
    const depth = (sps === undefined ? undefined : reorderDepth(sps)) ?? USUAL_REORDER_DEPTH;
    this.#decodeTimes = new DecodeTimes(depth);
    this.#onConfig(config);
  }

  #unitOf(buffer: GdpBuffer): VideoUnit | undefined {
    const keyFrame = (buffer.flags & BUFFER_FLAG_DELTA_UNIT) === 0;
    this.#started ||= keyFrame;
    const bufferPts = buffer.ptsNs ?? buffer.dtsNs;
    if (!this.#started || this.#config === undefined || this.#segment === undefined || bufferPts === undefined) {
      return undefined;
    }
    const durationNs = buffer.durationNs ?? this.#frameNs;
    const ptsNs = toRunningTimeNs(this.#segment, bufferPts);
    const dtsNs =
      buffer.dtsNs === undefined
        ? (this.#decodeTimes?.next(ptsNs, this.#frameNs) ?? ptsNs)
        : toRunningTimeNs(this.#segment, buffer.dtsNs);
    return { ptsNs, dtsNs: dtsNs < ptsNs ? dtsNs : ptsNs, durationNs, keyFrame, data: buffer.payload };
  }
}
