/** A PES packet; its times in ticks of 90 kHz. */
export interface PesPacket {
  readonly pts: number | undefined;
  readonly dts: number | undefined;
  readonly data: Buffer;
}

/** Start code, stream id, length, two bytes of flags, length of the rest of the header. */
const FIXED_HEADER_BYTES = 9;
/** No access unit is near this. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Joins the PES packets of one stream (ISO/IEC 13818-1, 2.4.3.6). */
export class PesAssembler {
  readonly #onPacket: (packet: PesPacket) => void;
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** Bytes that the packet says it has; undefined for pictures, which may leave it open. */
  #expectedBytes: number | undefined;
  #damaged = false;

  constructor(onPacket: (packet: PesPacket) => void) {
    this.#onPacket = onPacket;
  }

  push(payload: Buffer, startsPacket: boolean): void {
    if (startsPacket) {
      this.flush();
      this.#damaged = false;
      const lengthField = payload.length >= 6 ? payload.readUInt16BE(4) : 0;
      this.#expectedBytes = lengthField === 0 ? undefined : 6 + lengthField;
    } else if (this.#bytes === 0 || this.#damaged) {
      this.#drop();
      return;
    }
    this.#pieces.push(payload);
    this.#bytes += payload.length;
    if (this.#bytes > MAX_BYTES) this.#drop();
    if (this.#expectedBytes !== undefined && this.#bytes >= this.#expectedBytes) this.flush();
  }

  /**
   * A piece was lost. What of the packet came before it is given out only when the next packet starts right away, as
   * nothing may be missing then: a source that starts anew counts anew.
   */
  reset(): void {
    this.#damaged = true;
  }

  /** Gives out what there is of a packet whose end is known by the start of the next. */
  flush(): void {
    const whole = this.#expectedBytes === undefined || this.#bytes >= this.#expectedBytes;
    if (this.#bytes >= FIXED_HEADER_BYTES && whole) this.#give(Buffer.concat(this.#pieces, this.#bytes));
    this.#drop();
  }

  #drop(): void {
    this.#pieces = [];
    this.#bytes = 0;
    this.#expectedBytes = undefined;
  }

  #give(packet: Buffer): void {
    if (packet.readUIntBE(0, 3) !== 1) return;
    const flags = (packet[7] ?? 0) >> 6;
    const pts = (flags & 2) === 0 ? undefined : timeAt(packet, FIXED_HEADER_BYTES);
    const dts = flags === 3 ? timeAt(packet, FIXED_HEADER_BYTES + 5) : undefined;
    const end = this.#expectedBytes ?? packet.length;
    const data = packet.subarray(FIXED_HEADER_BYTES + (packet[8] ?? 0), end);
    if (data.length > 0) this.#onPacket({ pts, dts, data });
  }
}

/** 33 bits in five bytes, with a marker bit behind every piece (2.4.3.7). */
function timeAt(bytes: Buffer, at: number): number {
  const byte = (index: number): number => bytes[at + index] ?? 0;
  return ((byte(0) >> 1) & 7) * 2 ** 30 + (byte(1) << 22) + ((byte(2) >> 1) << 15) + (byte(3) << 7) + (byte(4) >> 1);
}
