import { gdpBuffer } from '../gst/gdp-writer.js';
import type { AudioUnit, VideoConfig, VideoUnit } from '../media/units.js';
import { PACKET_BYTES } from '../mpegts/packets.js';
import type { Form, FormTaker } from './form.js';
import { TsProgramme } from './ts-programme.js';

const INPUT = 'ts';
/** What fills one datagram of a network with an MTU of 1500 bytes. */
const DATAGRAM_BYTES = 7 * PACKET_BYTES;

/** MPEG-TS that is multiplexed here, for sinks that send datagrams: all but the last are full. */
export class TsForm implements Form {
  readonly inputs = new Map([[INPUT, `video/mpegts, systemstream=(boolean)true, packetsize=(int)${PACKET_BYTES}`]]);
  readonly #programme: TsProgramme;
  readonly #take: FormTaker;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #timeNs = 0n;

  constructor(video: VideoConfig | undefined, language: string, take: FormTaker) {
    this.#take = take;
    this.#programme = new TsProgramme({
      video,
      language,
      onPackets: (timeNs, packets) => this.#hold(timeNs, packets),
    });
  }

  launch(sink: string): string {
    return `appsrc name=${INPUT} format=bytes max-bytes=0 ! gdpdepay ! ${sink}`;
  }

  get zeroPtsNs(): bigint | undefined {
    return this.#programme.zeroPtsNs;
  }

  setVideoConfig(config: VideoConfig): void {
    this.#programme.setVideoConfig(config);
  }

  pushVideo(unit: VideoUnit, mayStart: boolean): boolean {
    return this.#programme.pushVideo(unit, mayStart);
  }

  pushAudio(unit: AudioUnit, mayStart: boolean): boolean {
    return this.#programme.pushAudio(unit, mayStart);
  }

  flush(): void {
    this.#programme.flush();
    this.#give(this.#heldBytes);
  }

  #hold(timeNs: bigint, packets: readonly Buffer[]): void {
    this.#timeNs = timeNs > this.#timeNs ? timeNs : this.#timeNs;
    this.#held.push(...packets);
    for (const packet of packets) this.#heldBytes += packet.length;
    this.#give(this.#heldBytes - (this.#heldBytes % DATAGRAM_BYTES));
  }

  #give(bytes: number): void {
    if (bytes === 0) return;
    const all = Buffer.concat(this.#held, this.#heldBytes);
    const rest = Buffer.from(all.subarray(bytes));
    this.#held = [rest];
    this.#heldBytes = rest.length;
    this.#take(INPUT, gdpBuffer({ ptsNs: this.#timeNs, data: all.subarray(0, bytes) }), this.#timeNs);
  }
}
