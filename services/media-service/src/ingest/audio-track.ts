import type { GdpPacket } from '../gst/gdp-packet.js';
import { parseSegment, toRunningTimeNs, type Segment } from '../gst/segment.js';
import { PCM_FRAME_BYTES, PROGRAMME_FORMAT, type AudioBlock } from '../media/units.js';
import { nsToSamples } from '@dubbing/common';

/** Turns the packets of the audio branch into sound on the pipeline's running time, cut to the segment. */
export class AudioTrack {
  #segment: Segment | undefined;

  push(packet: GdpPacket): AudioBlock | undefined {
    if (packet.kind === 'event' && packet.event === 'segment') {
      this.#segment = parseSegment(packet.text) ?? this.#segment;
    }
    if (packet.kind !== 'buffer' || packet.ptsNs === undefined || this.#segment === undefined) return undefined;
    const ptsNs = toRunningTimeNs(this.#segment, packet.ptsNs);
    if (packet.ptsNs >= this.#segment.startNs) return { ptsNs, pcm: packet.payload };
    // What lies before the segment is an encoder's priming, which the file's edit list asks players not to play.
    const skipSamples = nsToSamples(this.#segment.startNs - packet.ptsNs, PROGRAMME_FORMAT.sampleRateHz);
    const pcm = packet.payload.subarray(skipSamples * PCM_FRAME_BYTES);
    if (pcm.length === 0) return undefined;
    return { ptsNs: toRunningTimeNs(this.#segment, this.#segment.startNs), pcm };
  }
}
