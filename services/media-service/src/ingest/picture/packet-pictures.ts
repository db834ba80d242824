import type { GdpPacket } from '../../gst/gdp-packet.js';
import { parseSegment, toRunningTimeNs, type Segment } from '../../gst/segment.js';
import type { VideoConfig } from '../../media/units.js';
import type { Picture } from './picture.js';
import { videoConfigOf } from './video-config.js';

/** Reads the packets of a pipeline's video branch: configurations, and pictures on the pipeline's running time. */
export class PacketPictures {
  readonly #onConfig: (config: VideoConfig) => void;
  #segment: Segment | undefined;

  constructor(onConfig: (config: VideoConfig) => void) {
    this.#onConfig = onConfig;
  }

  /** @throws DubbingError H264_INVALID or H265_INVALID */
  push(packet: GdpPacket): Picture | undefined {
    if (packet.kind === 'caps') {
      const config = videoConfigOf(packet.caps);
      if (config !== undefined) this.#onConfig(config);
    } else if (packet.kind === 'event') {
      if (packet.event === 'segment') this.#segment = parseSegment(packet.text) ?? this.#segment;
    } else if (this.#segment !== undefined) {
      const segment = this.#segment;
      const running = (timeNs: bigint | undefined): bigint | undefined =>
        timeNs === undefined ? undefined : toRunningTimeNs(segment, timeNs);
      const { ptsNs, dtsNs, durationNs, payload } = packet;
      return { ptsNs: running(ptsNs), dtsNs: running(dtsNs), durationNs, data: payload };
    }
    return undefined;
  }
}
