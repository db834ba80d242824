import type { GdpPacket } from '../gst/gdp-packet.js';
import type { Taken } from './feed.js';

/** RTSP tells of tracks as their first packets come; within this all of them have come. */
const COLLECT_MS = 1000;

/**
 * Numbers the audio tracks of an RTSP source by their payload types, which servers count up in the order of their
 * description; the order in which tracks appear is that of their first packets, and chance. Packets are kept until all
 * tracks have appeared.
 */
export class SoundOrder {
  readonly #give: (track: number, packet: GdpPacket) => Taken;
  readonly #now: () => number;
  readonly #branches = new Map<number, { payloadType: number; held: GdpPacket[] }>();
  #numbers: ReadonlyMap<number, number> | undefined;
  #sinceMs: number | undefined;

  /** @param now monotonic milliseconds. */
  constructor(give: (track: number, packet: GdpPacket) => Taken, now: () => number) {
    this.#give = give;
    this.#now = now;
  }

  push(branch: number, packet: GdpPacket): Taken {
    const number = this.#numbers?.get(branch);
    if (number !== undefined) return this.#give(number, packet);
    if (this.#numbers !== undefined) return undefined;
    const state = this.#branches.get(branch) ?? { payloadType: Number.POSITIVE_INFINITY, held: [] };
    this.#branches.set(branch, state);
    const payloadType =
      packet.kind === 'event' ? /stream-id=\(string\)[^,]*:(\d+)[,;]/.exec(packet.text)?.[1] : undefined;
    if (payloadType !== undefined) state.payloadType = Number(payloadType);
    state.held.push(packet);
    this.#sinceMs ??= this.#now();
    if (this.#now() - this.#sinceMs < COLLECT_MS) return undefined;
    return this.#decide();
  }

  #decide(): Taken {
    const ordered = [...this.#branches].toSorted(([, one], [, other]) => one.payloadType - other.payloadType);
    this.#numbers = new Map(ordered.map(([branch], index) => [branch, index + 1]));
    let wait: Taken;
    for (const [index, [, { held }]] of ordered.entries()) {
      for (const packet of held) wait = this.#give(index + 1, packet) ?? wait;
    }
    this.#branches.clear();
    return wait;
  }
}
