import { crc32 } from '../../mpegts/crc32.js';

/** Joins the sections of one table's packets (ISO/IEC 13818-1, 2.4.4), and leaves out those that were damaged. */
export class SectionAssembler {
  readonly #onSection: (section: Buffer) => void;
  #held = Buffer.alloc(0);

  constructor(onSection: (section: Buffer) => void) {
    this.#onSection = onSection;
  }

  push(payload: Buffer, startsSection: boolean): void {
    if (!startsSection) {
      // What is held is the head of a section; without one there is nothing to go on with.
      if (this.#held.length > 0) this.#take(payload);
      return;
    }
    const pointer = payload[0] ?? 0;
    if (this.#held.length > 0) this.#take(payload.subarray(1, 1 + pointer));
    this.#held = Buffer.alloc(0);
    this.#take(payload.subarray(1 + pointer));
  }

  /** Forgets the piece of a section whose next piece was lost. */
  reset(): void {
    this.#held = Buffer.alloc(0);
  }

  #take(bytes: Buffer): void {
    let held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    // 0xff is stuffing up to the end of the packet.
    while (held.length >= 3 && held[0] !== 0xff) {
      const length = 3 + (held.readUInt16BE(1) & 0x0fff);
      if (held.length < length) break;
      const section = held.subarray(0, length);
      held = held.subarray(length);
      if (crc32(section) === 0) this.#onSection(Buffer.from(section));
    }
    this.#held = held.length === 0 || held[0] === 0xff ? Buffer.alloc(0) : Buffer.from(held);
  }
}
